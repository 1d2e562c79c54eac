import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** So many background responses are kept; the oldest gives way. */
const KEPT = 64;

const idOf = (frames: readonly JsonObject[]): unknown =>
  frames.map(({ response }) => (isJsonObject(response) ? response['id'] : undefined)).find((id) => id !== undefined);

/** The background responses of a server, whole, whatever became of the connection that asked for them. */
export class KeptResponses {
  readonly #frames = new Map<unknown, readonly JsonObject[]>();

  /** Keeps what a response consists of, in place of an older one with the same id. */
  keep(frames: readonly JsonObject[]): void {
    const id = idOf(frames);
    if (id === undefined) return;
    this.#frames.delete(id);
    this.#frames.set(id, frames);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > KEPT) this.#frames.delete(oldest);
  }

  /** The frames of a response; undefined where it is not kept, or no longer. */
  find(id: string): readonly JsonObject[] | undefined {
    return this.#frames.get(id);
  }
}
