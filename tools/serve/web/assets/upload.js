// Pictures to upload: chosen, photographed, dropped or pasted; shown before they are sent.
import { putFiles } from "./form_file.js";
import { looksLikePicture, readyPicture } from "./shrink.js";

const MOST_BYTES = 12 * 1000 * 1000;
const MOST_ALL_BYTES = 64 * 1000 * 1000;
const MOST_FILES = 20;

export class Upload {
  #form = document.getElementById("upload-form");
  #input = document.getElementById("image");
  #zone = document.getElementById("drop-zone");
  #problem = document.getElementById("image-problem");
  #previews = document.getElementById("previews");
  #progress = document.getElementById("upload-progress");
  #bar = document.getElementById("upload-bar");
  #submit = document.getElementById("recognise-pictures");
  #files = [];
  #run = 0; // counts what was sent, so that cancelling lets the one under way go

  /** `show` brings the pictures into view when some come from elsewhere on the page. */
  constructor(show) {
    this.#input.addEventListener("change", () => this.#add(this.#input.files));
    const camera = document.getElementById("camera");
    camera.addEventListener("change", () => this.#add(camera.files));
    document.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      show();
      this.#add(event.clipboardData.files);
    });
    this.#takeDrops(show);
    this.#form.addEventListener("reset", () => this.#clear());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    document.getElementById("cancel-upload").addEventListener("click", () => this.#cancel());
    addEventListener("pageshow", (event) => event.persisted && this.#busy(false));
    if (this.#input.files.length > 0) this.#add(this.#input.files);
  }

  #takeDrops(show) {
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const over = (event, inside) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.#zone.classList.toggle("over", inside);
    };
    document.addEventListener("dragover", (event) => over(event, true));
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && over(event, false));
    document.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      over(event, false);
      show();
      this.#add(event.dataTransfer.files);
    });
  }

  #add(files) {
    const pictures = [...files].filter(looksLikePicture);
    const others = [...files].filter((file) => !looksLikePicture(file));
    const empty = pictures.filter((file) => file.size === 0);
    const known = (file) => this.#files.some((each) => each.name === file.name && each.size === file.size &&
      each.lastModified === file.lastModified);
    this.#files.push(...pictures.filter((file) => file.size > 0 && !known(file)));
    const tooMany = this.#files.length > MOST_FILES;
    this.#files.length = Math.min(this.#files.length, MOST_FILES);
    this.#complain([
      ...others.map((file) => `${file.name} is no picture that can be read here. Choose a PNG, JPEG, BMP or PGM.`),
      ...empty.map((file) => `${file.name} is empty. Choose another picture.`),
      ...(tooMany ? [`No more than ${MOST_FILES} pictures at a time.`] : []),
    ]);
    this.#show();
  }

  #show() {
    putFiles(this.#input, this.#files);
    for (const image of this.#previews.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.#previews.replaceChildren(...this.#files.map((file) => this.#preview(file)));
  }

  #preview(file) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    image.addEventListener("error", () => image.classList.add("unseen"), { once: true });
    const name = document.createElement("p");
    name.textContent = file.name;
    name.title = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", `Remove ${file.name}`);
    remove.addEventListener("click", () => {
      this.#files = this.#files.filter((each) => each !== file);
      this.#show();
      (this.#previews.querySelector("button") ?? this.#input).focus();
    });
    item.append(image, name, remove);
    return item;
  }

  #clear() {
    this.#cancel();
    this.#files = [];
    this.#complain([]);
    this.#show();
  }

  #complain(problems) {
    this.#problem.replaceChildren(...problems.map((text) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = text;
      return paragraph;
    }));
    this.#input.toggleAttribute("aria-invalid", problems.length > 0);
    if (problems.length > 0) this.#input.setAttribute("aria-invalid", "true");
    this.#input.setAttribute("aria-describedby", problems.length > 0 ? "image-kinds image-problem" : "image-kinds");
  }

  #busy(busy) {
    this.#progress.hidden = !busy;
    this.#submit.disabled = busy;
  }

  #cancel() {
    ++this.#run;
    window.stop();
    this.#busy(false);
  }

  async #send() {
    if (this.#files.length === 0) {
      if (this.#problem.textContent.trim() === "") this.#complain(["Choose a picture first."]);
      this.#input.focus();
      return;
    }
    const run = ++this.#run;
    this.#bar.max = this.#files.length;
    this.#bar.value = 0;
    this.#busy(true);
    const ready = [];
    for (const file of this.#files) {
      ready.push(await readyPicture(file));
      if (run !== this.#run) return;
      this.#bar.value = ready.length;
    }
    const tooLarge = ready.filter((file) => file.size > MOST_BYTES);
    const all = ready.reduce((sum, file) => sum + file.size, 0);
    if (tooLarge.length > 0 || all > MOST_ALL_BYTES) {
      this.#busy(false);
      this.#files = this.#files.filter((_, i) => !tooLarge.includes(ready[i])); // so that the others can be sent
      this.#show();
      this.#complain(tooLarge.length > 0
        ? tooLarge.map((file) => `${file.name} is larger than 12 MB. Choose a smaller picture.`)
        : ["These pictures are larger than 64 MB together. Send fewer or smaller ones."]);
      return;
    }
    putFiles(this.#input, ready);
    this.#bar.removeAttribute("value"); // from here the browser sends them, and does not say how far it is
    this.#form.submit();
  }
}
