import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** The number of responses that are kept. A further response replaces the oldest one. */
const KEPT = 64;

/** A response that the server keeps, with the input of its request. */
export interface StoredResponse {
  readonly frames: readonly JsonObject[];
  readonly input: unknown;
}

const idOf = (frames: readonly JsonObject[]): unknown =>
  frames.map(({ response }) => (isJsonObject(response) ? response['id'] : undefined)).find((id) => id !== undefined);

/** A store for a server's responses. They are complete, even if the connection of their request was lost. */
export class KeptResponses {
  readonly #stored = new Map<unknown, StoredResponse>();

  /** Stores a response and replaces an older one with the same id. */
  keep(response: StoredResponse): void {
    const id = idOf(response.frames);
    if (id === undefined) return;
    this.#stored.delete(id);
    this.#stored.set(id, response);
    const [oldest] = this.#stored.keys();
    if (this.#stored.size > KEPT) this.#stored.delete(oldest);
  }

  /** Deletes a response. */
  drop(id: string): void {
    this.#stored.delete(id);
  }

  /** Returns a response; undefined if it is unknown or no longer kept. */
  find(id: string): StoredResponse | undefined {
    return this.#stored.get(id);
  }
}
