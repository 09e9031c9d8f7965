// What a visitor should know that is no error.

import { create } from "../canvas/dom";

export class Notices {
  constructor(private readonly container: HTMLElement) {}

  /** Shows a notice in the place of an earlier one, with what can be done about it. */
  show(words: string, action?: { label: string; act: () => void }) {
    const notice = create("div", "notice");
    const dismiss = create("button", "button", "Dismiss");
    dismiss.addEventListener("click", () => notice.remove());
    notice.append(create("p", "", words));
    if (action) {
      const button = create("button", "button primary", action.label);
      button.addEventListener("click", action.act);
      notice.append(button);
    }
    notice.append(dismiss);
    this.container.replaceChildren(notice);
  }
}
