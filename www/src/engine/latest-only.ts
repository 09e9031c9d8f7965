// A channel on which only the newest request counts.

/** One request under way and one waiting at most: a newer request takes the place of the one that waits. */
export class LatestOnly<Asked> {
  #waiting: { asked: Asked } | undefined;
  #isBusy = false;

  constructor(private readonly run: (asked: Asked) => Promise<unknown>) {}

  request(asked: Asked) {
    this.#waiting = { asked };
    if (!this.#isBusy) void this.#work();
  }

  async #work() {
    this.#isBusy = true;
    try {
      for (let next = this.#waiting; next; next = this.#waiting) {
        this.#waiting = undefined;
        await this.run(next.asked);
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
