import { isJsonObject, type JsonObject } from '../../protocol/codec/json.js';

/** The answer to a request that a session does not have. */
export interface UnexpectedAnswer {
  readonly lines: readonly JsonObject[];
  /** True if the rest of the current turn is left out of the session. */
  readonly endsTurn?: boolean;
}

/** The thread that is started if the session does not start one. */
export const DEFAULT_THREAD = 'thread_1';

/** Answers a request like the program, as far as that is possible without a session. */
export const answerUnexpected = ({ id, method, params }: JsonObject): UnexpectedAnswer => {
  const { threadId = DEFAULT_THREAD, expectedTurnId, turnId } = isJsonObject(params) ? params : {};
  const result = (value: JsonObject): UnexpectedAnswer => ({ lines: [{ id, result: value }] });
  switch (method) {
    case 'initialize':
      return result({ userAgent: 'codex_rx/0.171.0 (virtual)' });
    case 'thread/start':
    case 'thread/resume':
      return result({ thread: { id: threadId } });
    case 'thread/fork':
      return result({ thread: { id: `${String(threadId)}_fork` } });
    case 'turn/steer':
      return result({ turnId: expectedTurnId });
    case 'turn/start':
    case 'review/start': {
      const message = 'the session of virtualAppServer has no further turn';
      return { lines: [{ id, error: { code: -32600, message } }] };
    }
    case 'turn/interrupt': {
      const turn = { id: turnId, status: 'interrupted', items: [], error: null };
      const ended = { method: 'turn/completed', params: { threadId, turn } };
      return { lines: [{ id, result: {} }, ended], endsTurn: true };
    }
    default:
      return result({});
  }
};
