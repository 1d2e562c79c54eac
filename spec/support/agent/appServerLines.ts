import type { SessionLine } from '../../../lib/testing/appServer/SessionLine.js';

/** A line of the client, and of the program, in a recorded session. */
export const sent = (json: object): SessionLine => ({ dir: 'in', line: JSON.stringify(json) });
export const wrote = (json: object): SessionLine => ({ dir: 'out', line: JSON.stringify(json) });

const ofTurn = { threadId: 't1', turnId: 'u1' };

/** A notification of the turn `u1` of the thread `t1`. */
export const told = (method: string, params: object = {}): SessionLine =>
  wrote({ method, params: { ...ofTurn, ...params } });

/** A request of the program in that turn. */
export const asked = (id: number, method: string, params: object = {}): SessionLine =>
  wrote({ id, method, params: { ...ofTurn, ...params } });

export const exitNote = (code: number): SessionLine => ({ dir: 'note', line: JSON.stringify({ event: 'exit', code }) });

/** The lines up to a started turn. */
export const HELLO: readonly SessionLine[] = [
  sent({ id: 0, method: 'initialize' }),
  wrote({ id: 0, result: { userAgent: 'codex_rx/0.171.0 (Linux)' } }),
  sent({ method: 'initialized' }),
];
export const OPENED: readonly SessionLine[] = [
  ...HELLO,
  sent({ id: 1, method: 'thread/start' }),
  wrote({ id: 1, result: { thread: { id: 't1' } } }),
];
export const BEGUN: readonly SessionLine[] = [
  ...OPENED,
  sent({ id: 2, method: 'turn/start' }),
  wrote({ id: 2, result: { turn: { id: 'u1' } } }),
  told('turn/started'),
];

export const message = (text: string) => ({ item: { type: 'agentMessage', id: 'msg_1', text } });

const counts = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningOutputTokens: 0 };

export const END: readonly SessionLine[] = [
  told('thread/tokenUsage/updated', { tokenUsage: { total: counts, last: counts } }),
  told('turn/completed', { turn: { id: 'u1', status: 'completed', error: null } }),
];
export const interrupted = told('turn/completed', { turn: { id: 'u1', status: 'interrupted', error: null } });

/** A turn with one message, which arrives in two deltas. */
export const WHOLE: readonly SessionLine[] = [
  ...BEGUN,
  told('item/started', message('')),
  told('item/agentMessage/delta', { itemId: 'msg_1', delta: 'Hel' }),
  told('item/agentMessage/delta', { itemId: 'msg_1', delta: 'lo' }),
  told('item/completed', message('Hello')),
  ...END,
];
