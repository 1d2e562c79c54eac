import type { JsonObject } from '../../protocol/codec/json.js';
import type { GivenState } from './GivenState.js';

/** A fault for which a server refuses a request. */
export interface Violation {
  readonly message: string;
  /** Default: that of the server's row. */
  readonly status?: number | undefined;
  readonly param?: string | undefined;
  readonly code?: string | undefined;
  /** The type of the error. Default: that of the server's row. */
  readonly type?: string | undefined;
  /** The list of faults that servers built with pydantic send in place of words. */
  readonly detail?: readonly JsonObject[] | undefined;
}

/** Request to a strict server. */
export interface StrictRequest {
  readonly body: JsonObject;
  /**
   * The messages of Chat or Messages, the items of Responses, or the contents of Gemini. A string as the `input` of
   * Responses is an empty list.
   */
  readonly list: readonly JsonObject[];
  /** The opaque values that the server has sent in its answers. */
  readonly given: GivenState;
}

/** Check of a request; undefined if the request passes. */
export type Rule = (request: StrictRequest) => Violation | undefined;
