// What a visitor should know that is no error.

import { create } from "../canvas/dom";

export class Notices {
  constructor(private readonly container: HTMLElement) {}

  /** Shows a notice, with what can be done about it, below the others; in the place of an earlier one of its kind. */
  show(words: string, action?: { label: string; act: () => void }, kind = words) {
    const notice = create("div", "notice");
    notice.dataset["kind"] = kind;
    const dismiss = create("button", "button", "Dismiss");
    dismiss.addEventListener("click", () => notice.remove());
    notice.append(create("p", "", words));
    if (action) {
      const button = create("button", "button primary", action.label);
      button.addEventListener("click", action.act);
      notice.append(button);
    }
    notice.append(dismiss);
    const earlier = [...this.container.children].find((other) => other instanceof HTMLElement && other.dataset["kind"] === kind);
    if (earlier) earlier.replaceWith(notice);
    else this.container.append(notice);
  }
}
