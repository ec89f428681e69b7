import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const PIECE_BYTES = 1024 * 1024;

/**
 * A file that keeps room on the disk. When the disk is full it is given up, so that what the cloud has can still
 * be marked and deleted.
 */
export class DiskReserve {
  readonly #file: string;
  readonly #bytes: number;

  constructor(file: string, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** False if the disk has no room for the file, and half as much again beside it. */
  keep(): boolean {
    if (this.#bytes === 0) return true;
    try {
      if (statSync(this.#file, { throwIfNoEntry: false })?.size !== this.#bytes) this.#write();
      const { bavail, bsize } = statfsSync(dirname(this.#file));
      return bavail * bsize >= this.#bytes / 2;
    } catch {
      this.giveUp();
      return false;
    }
  }

  giveUp(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // a disk that is read only keeps it, and has more to mend than room
    }
  }

  /** Random bytes, so that no file system stores them in less room. */
  #write(): void {
    const descriptor = openSync(this.#file, 'w', 0o600);
    try {
      const piece = randomFillSync(Buffer.alloc(Math.min(PIECE_BYTES, this.#bytes)));
      for (let at = 0; at < this.#bytes; )
        at += writeSync(descriptor, piece, 0, Math.min(piece.length, this.#bytes - at));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
