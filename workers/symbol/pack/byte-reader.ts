/** Reads what a `ByteWriter` wrote, in the same order. Every read throws a RangeError where the bytes end before it. */
export class ByteReader {
  #at = 0;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  /** A whole number of 0 or more. */
  whole(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError(`packed bytes: expected a whole number to end before ${this.#at}`);
  }

  /** A whole number of either sign. */
  signed(): number {
    const value = this.whole();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    return new TextDecoder().decode(this.take(this.whole()));
  }

  /** So many bytes as they were written: a view, not a copy. */
  take(count: number): Uint8Array<ArrayBuffer> {
    if (count > this.#bytes.length - this.#at)
      throw new RangeError(
        `packed bytes: expected ${count} more at ${this.#at}, got ${this.#bytes.length - this.#at}`,
      );
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** Throws a RangeError where more was written than was read. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new RangeError(`packed bytes: expected their end at ${this.#at}, got ${left} more`);
  }
}
