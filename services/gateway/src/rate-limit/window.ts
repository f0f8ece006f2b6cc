/** Milliseconds for which a request counts. */
export const windowLength = 60_000;

export interface Decision {
  readonly allowed: boolean;
  /** Requests that are left now. */
  readonly remaining: number;
  /** Milliseconds until there is one more. */
  readonly resetsIn: number;
}

/**
 * One caller's requests of the last minute, each by its instant: only so are there never more than the limit in any
 * minute and exactly that many in a full one. Refused requests do not count: who waits as long as he is told gets in.
 */
export class SlidingWindow {
  readonly #limit: number;
  /** A ring; it grows with its use, up to the limit. */
  #instants: Float64Array;
  #first = 0;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#instants = new Float64Array(Math.min(limit, 16));
  }

  /** Counts a request at an instant, in milliseconds of a clock that never goes back, or refuses it. */
  take(now: number): Decision {
    this.#forget(now);
    const allowed = this.#count < this.#limit;
    if (allowed) this.#add(now);
    return { allowed, remaining: this.#limit - this.#count, resetsIn: this.#oldest() + windowLength - now };
  }

  isEmpty(now: number): boolean {
    this.#forget(now);
    return this.#count === 0;
  }

  #forget(now: number): void {
    while (this.#count > 0 && this.#oldest() + windowLength <= now) {
      this.#first = (this.#first + 1) % this.#instants.length;
      this.#count -= 1;
    }
  }

  #add(now: number): void {
    if (this.#count === this.#instants.length) this.#grow();
    this.#instants[(this.#first + this.#count) % this.#instants.length] = now;
    this.#count += 1;
  }

  #grow(): void {
    const larger = new Float64Array(Math.min(this.#limit, this.#instants.length * 2));
    for (let index = 0; index < this.#count; index += 1) larger[index] = this.#instants[(this.#first + index) % this.#instants.length] ?? 0;
    this.#instants = larger;
    this.#first = 0;
  }

  #oldest(): number {
    return this.#instants[this.#first] ?? 0;
  }
}
