// Keeps pictures as one's own digits, for who is logged in.

/** Sends pictures, {file, name} each; gives what came of each. Throws what the person is told. */
export async function keep(csrf, pictures, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { file, name } of pictures) form.append("image", file, name);
  let response;
  try {
    response = await fetch("/api/v1/samples", { method: "POST", body: form, headers: { "X-CSRF-Token": csrf } });
  } catch {
    throw new Error("The server could not be reached. Try again in a moment.");
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer.results;
}
