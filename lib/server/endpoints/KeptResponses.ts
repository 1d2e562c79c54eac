import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** The number of background responses that are kept. A further response replaces the oldest one. */
const KEPT = 64;

const idOf = (frames: readonly JsonObject[]): unknown =>
  frames.map(({ response }) => (isJsonObject(response) ? response['id'] : undefined)).find((id) => id !== undefined);

/** A store for a server's background responses. They are complete, even if the connection of their request was lost. */
export class KeptResponses {
  readonly #frames = new Map<unknown, readonly JsonObject[]>();

  /** Stores the frames of a response and replaces those of an older one with the same id. */
  keep(frames: readonly JsonObject[]): void {
    const id = idOf(frames);
    if (id === undefined) return;
    this.#frames.delete(id);
    this.#frames.set(id, frames);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > KEPT) this.#frames.delete(oldest);
  }

  /** Returns the frames of a response; undefined if it is unknown or no longer kept. */
  find(id: string): readonly JsonObject[] | undefined {
    return this.#frames.get(id);
  }
}
