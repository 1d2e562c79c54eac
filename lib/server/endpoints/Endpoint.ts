import type { RecordedRequest } from '../log/RecordedRequest.js';
import type { Piece } from '../script/schedule.js';
import type { BodyFault, Script } from '../script/Script.js';
import type { StoredResponse } from './KeptResponses.js';

/** The action after the last piece of the body: the body ends, the connection stays open, or it is reset. */
export type Ending = 'end' | 'open' | 'reset';

/** A response with status 200. */
export interface Reply {
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly Piece[];
  readonly ending: Ending;
  /** A response to keep, which a client may fetch later. */
  readonly kept?: StoredResponse | undefined;
  /** The id of a kept response to delete. */
  readonly dropped?: string | undefined;
}

/** A path of the API. `reply` is pure: it returns what to send, and `playScript` sends it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly reply: (request: RecordedRequest, script: Script, fault: BodyFault | undefined) => Reply;
}
