// Training: follows one that is under way, and shows what it brought when it is over.
const open = document.getElementById("open-training");

if (open) {
  const progress = document.getElementById("training-progress");
  const stage = document.getElementById("training-stage");
  const events = new EventSource(open.dataset.events);

  const show = (event) => {
    const told = JSON.parse(event.data);
    progress.value = told.percent;
    if (stage.textContent !== told.stage) stage.textContent = told.stage;
  };
  events.addEventListener("progress", show);
  events.addEventListener("over", (event) => {
    show(event);
    events.close();
    location.reload();
  });
}
