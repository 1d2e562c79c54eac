import { isJsonObject } from '../../protocol/codec/json.js';
import { checkKey } from '../http/checkKey.js';
import { bodyNotJson, responseNotFound, unknownPath, wrongMethod, type Refusal } from '../http/refusals.js';
import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { Endpoint } from './Endpoint.js';
import { endpointAt, ENDPOINTS } from './endpointsByPath.js';
import { keptEndpoint, keptPath, NOTHING_STORED } from './keptEndpoint.js';
import { KeptResponses } from './KeptResponses.js';

/** Finds the endpoint of a request, and keeps the responses that later requests may read. */
export class EndpointRouter {
  readonly #apiKey: string | undefined;
  readonly #kept = new KeptResponses();

  /** @param apiKey the key that requests must carry. Default: none. */
  constructor(apiKey: string | undefined) {
    this.#apiKey = apiKey;
  }

  /**
   * Returns the endpoint of a request, or the refusal of a request that no endpoint serves.
   *
   * @param unread the refusal of a body that could not be read.
   */
  route(request: RecordedRequest, unread: Refusal | undefined): Endpoint | Refusal {
    const { method, path, body } = request;
    const at = ENDPOINTS.has(path) ? undefined : keptPath(path);
    const kept = at && this.#kept.find(at.id);
    const endpoint = at ? keptEndpoint(at, method, kept ?? NOTHING_STORED) : endpointAt(path);
    if (endpoint === undefined) return unknownPath(method, path);
    if (method !== endpoint.method) return wrongMethod(method, path, endpoint.method);
    const locked = checkKey(request, this.#apiKey);
    if (locked !== undefined) return locked;
    if (method === 'POST' && unread !== undefined) return unread;
    if (method === 'POST' && !isJsonObject(body)) return bodyNotJson();
    return at !== undefined && kept === undefined ? responseNotFound(at.id) : this.#keeping(endpoint);
  }

  /** Wraps an endpoint so that its responses are kept or deleted. */
  #keeping({ method, reply }: Endpoint): Endpoint {
    return {
      method,
      reply: (...request) => {
        const replied = reply(...request);
        if (replied.kept !== undefined) this.#kept.keep(replied.kept);
        if (replied.dropped !== undefined) this.#kept.drop(replied.dropped);
        return replied;
      },
    };
  }
}
