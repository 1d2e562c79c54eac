import { isJsonObject, parseJsonText, type JsonObject } from '../../lib/protocol/codec/json.js';
import type { SessionLine } from '../../lib/testing/appServer/SessionLine.js';

/** The facts of a turn, as its lines or its events show them. */
export interface TurnFacts {
  /** The texts of the deltas, joined, by kind and item. */
  readonly texts: Record<string, string>;
  /** The items that were completed, in order, by their ids. */
  readonly completed: string[];
  /** The requests that waited, by their ids. */
  readonly requests: string[];
  readonly errors: string[];
  end: string;
  usage: number;
}

export const noFacts = (): TurnFacts => ({ texts: {}, completed: [], requests: [], errors: [], end: 'none', usage: 0 });

export const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** A message of a session. */
export interface Message {
  readonly index: number;
  readonly dir: SessionLine['dir'];
  readonly json: JsonObject;
}

export const messagesOf = (lines: readonly SessionLine[]): readonly Message[] =>
  lines.map(({ dir, line }, index) => ({ index, dir, json: objectOf(parseJsonText(line)) }));

/** Returns the program's answer to the client's request at an index. */
export const answerTo = (messages: readonly Message[], request: Message): JsonObject | undefined =>
  messages.find(
    ({ index, dir, json }) =>
      index > request.index && dir === 'out' && json['id'] === request.json['id'] && json['method'] === undefined,
  )?.json;

const DELTAS: Readonly<Record<string, string>> = {
  'item/agentMessage/delta': 'text',
  'item/reasoning/textDelta': 'reasoning',
  'item/plan/delta': 'plan',
  'item/commandExecution/outputDelta': 'command_output',
  'item/reasoning/summaryTextDelta': 'reasoning_summary',
};

const tokens = (usage: unknown): number => {
  const { inputTokens, outputTokens } = objectOf(usage);
  return Number(inputTokens ?? 0) + Number(outputTokens ?? 0);
};

/** Reads the facts of one turn from the lines of a session. */
export const factsOfLines = (messages: readonly Message[], threadId: string, turnId: string): TurnFacts => {
  const facts = noFacts();
  let before: number | undefined;
  let plans = 0;
  for (const { dir, json } of messages) {
    const params = objectOf(json['params']);
    if (dir !== 'out' || params['threadId'] !== threadId || facts.end !== 'none') continue;
    const id = params['turnId'] ?? objectOf(params['turn'])['id'];
    const method = String(json['method']);
    const usage = objectOf(params['tokenUsage']);
    if (id !== turnId) {
      if (method === 'thread/tokenUsage/updated') before = tokens(usage['total']);
      continue;
    }
    const item = objectOf(params['item']);
    const kind = DELTAS[method];
    if (kind !== undefined) {
      const key = `${kind}:${String(params['itemId'])}`;
      facts.texts[key] = (facts.texts[key] ?? '') + String(params['delta']);
    }
    if (method === 'item/completed' && (item['type'] !== 'userMessage' || item['clientId'] !== null))
      facts.completed.push(String(item['id']));
    if (method === 'turn/plan/updated') plans += 1;
    if (method === 'error') facts.errors.push(String(objectOf(params['error'])['message']));
    const { id: requestId } = json;
    if (requestId !== undefined && method !== 'item/tool/call')
      facts.requests.push(typeof requestId === 'string' ? requestId : JSON.stringify(requestId));
    if (method === 'thread/tokenUsage/updated') {
      before ??= tokens(usage['total']) - tokens(usage['last']);
      facts.usage = tokens(usage['total']) - before;
    }
    if (method === 'turn/completed') facts.end = String(objectOf(params['turn'])['status']);
  }
  if (facts.end !== 'completed') facts.usage = 0;
  if (plans > 0 && facts.end !== 'none') facts.completed.push(`plan_${turnId}`);
  return facts;
};
