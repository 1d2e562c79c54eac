import { ResponseItem } from 'codex-rx';
import * as t from 'io-ts';

/** The faults that the scripted provider can have; `slow` is no fault, but looks like one. */
export const Fault = t.keyof({
  ...{ none: null, limit: null, drop: null, stall: null, garbage: null, page: null, slow: null },
});
export type Fault = t.TypeOf<typeof Fault>;

/** The kind of the scripted answer: a few sentences, 1,000 or 20,000 words, or a call of a tool that needs an approval. */
export const Kind = t.keyof({ short: null, long: null, huge: null, tool: null });
export type Kind = t.TypeOf<typeof Kind>;

/** The choices of the person for the next answer. A real provider does not receive them. */
export const Wish = t.type({
  fault: Fault,
  /** Whether the retries have the fault, too. */
  always: t.boolean,
  kind: Kind,
  /** Whether a second request is sent when the first is slow. */
  hedge: t.boolean,
});
export type Wish = t.TypeOf<typeof Wish>;

/** The decisions of the person about calls of tools, by `call_id`. */
export const Decisions = t.record(t.string, t.boolean);
export type Decisions = t.TypeOf<typeof Decisions>;

/** The input of the relay. Neither the model nor the instructions nor the tools are chosen by the page. */
export const ChatRequest = t.union([
  t.type({ type: t.literal('answer'), history: t.readonlyArray(ResponseItem), wish: Wish }),
  /** Continues the answer with the id `answer`, which waits for approvals. */
  t.type({ type: t.literal('decide'), answer: t.string, decisions: Decisions }),
  t.type({ type: t.literal('suggest'), text: t.string }),
]);
export type ChatRequest = t.TypeOf<typeof ChatRequest>;
