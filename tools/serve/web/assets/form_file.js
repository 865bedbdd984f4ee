// Puts files into a file input, so that a form sends what was dropped, pasted or made smaller like any chosen file.
export function putFiles(input, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
}
