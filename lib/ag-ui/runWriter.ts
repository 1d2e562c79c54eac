import { EventType, type AGUIEvent, type Message, type RunFinishedOutcome, type TokenUsage } from '@ag-ui/core';
import type { AnswerItem } from '../answer/Answer.js';
import type { AnswerEvent, PendingTools } from '../answer/AnswerEvent.js';
import { ANSWER_EVENT_ROLE } from '../answer/answerEventRole.js';
import { itemFold } from '../answer/itemFold.js';
import { isToolCall } from '../answer/itemSnapshot.js';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import type { TokenUsage as Usage } from '../protocol/TokenUsage.js';
import { callWriter, resultEvent } from './callWriter.js';
import { errorEvent } from './errorEvent.js';
import { customEvent } from './customEvent.js';
import type { ItemWriter, OpenCall } from './ItemWriter.js';
import { messageWriter } from './messageWriter.js';
import { reasoningWriter } from './reasoningWriter.js';

/** The run that the events of an answer become. */
export interface AgUiRun {
  /** The id of the thread, as received in the input of the run. */
  readonly threadId: string;
  /** The id of the run, as received in the input of the run. It must be unique in the thread. */
  readonly runId: string;
  /**
   * The messages of the thread before the run. With them, a page takes back what it has shown of a failed attempt: a
   * `reset` of `retryAnswer` becomes a snapshot of the messages. Default: pages keep what they have shown.
   */
  readonly messages?: readonly Message[] | undefined;
  /**
   * Also sends events that describe the server or the account: the model, rate limits, moderation. Default: false,
   * because pages should not learn the limits of your account.
   */
  readonly metadata?: boolean | undefined;
}

/** Writes the events of an answer as the events of an AG-UI run. A state machine without RxJS, created per run. */
export interface RunWriter {
  start(): readonly AGUIEvent[];
  onEvent(event: AnswerEvent): readonly AGUIEvent[];
  onError(error: ApiError): readonly AGUIEvent[];
  onEnd(): readonly AGUIEvent[];
}

const usageOf = (usage: Usage, model: string | undefined): TokenUsage => ({
  inputTokens: usage.input_tokens,
  outputTokens: usage.output_tokens,
  totalTokens: usage.total_tokens,
  reasoningTokens: usage.reasoning_output_tokens,
  cachedInputTokens: usage.cached_input_tokens,
  ...definedMembers({ cacheWriteInputTokens: usage.cache_write_input_tokens, model }),
});

/** The JSON Schema of the replies of the page, which can derive buttons and a form for the arguments from it. */
const APPROVAL_SCHEMA = {
  type: 'object',
  properties: {
    approved: { type: 'boolean' },
    reason: { type: 'string', description: 'Sent to the model if the call is refused.' },
    editedArgs: { type: 'object', description: 'Replaces the arguments of the call.' },
  },
  required: ['approved'],
};

const interruptsOf = (calls: readonly OpenCall[]): RunFinishedOutcome => ({
  type: 'interrupt',
  interrupts: calls.map(({ toolCallId, name }) => ({
    id: toolCallId,
    reason: 'tool_call', // the value that front ends draw buttons for
    message: `The tool ${name} needs an approval.`,
    toolCallId,
    responseSchema: APPROVAL_SCHEMA,
  })),
});

/** The calls that wait, of a loop that was resumed: the run before has written them. */
const waitingIn = ({ calls, outputs }: PendingTools): readonly OpenCall[] => {
  const done = new Set(outputs.flatMap((item) => ('call_id' in item ? [item.call_id] : [])));
  return calls.filter(({ call_id }) => !done.has(call_id)).map(({ call_id, name }) => ({ toolCallId: call_id, name }));
};

/** Events whose effect is visible in the items, or that only mark a step. */
const isWritten = (event: AnswerEvent): boolean => {
  switch (event.type) {
    case 'output_item_added':
    case 'output_item_done':
      return isToolCall(event.item) || event.item.type === 'message' || event.item.type === 'reasoning';
    case 'output_text_delta':
    case 'refusal_delta':
    case 'reasoning_content_delta':
    case 'reasoning_summary_delta':
    case 'reasoning_summary_done':
    case 'reasoning_summary_part_added':
    case 'tool_call_input_delta':
    case 'tool_finished':
    case 'tools_suspended':
    case 'created':
    case 'queued':
    case 'in_progress':
    case 'completed':
      return true;
    default:
      return false;
  }
};

/** Events that belong to no step: they come between two requests. */
const isBetweenSteps = ({ type }: AnswerEvent): boolean =>
  type.startsWith('tool_') || type === 'tools_suspended' || type === 'reset' || type === 'hedged';

export const runWriter = ({ threadId, runId, messages, metadata = false }: AgUiRun): RunWriter => {
  const fold = itemFold();
  const usage: TokenUsage[] = [];
  const usedIds = new Map<string, number>(); // with the next number for one that is given again
  const customCalls = new Set<string>();
  let items: AnswerItem[] = [];
  let writers: ItemWriter[] = [];
  /** The number of writers of the steps that are over: they have ended. */
  let endedWriters = 0;
  let ids = 0;
  let step = 1;
  let isInStep = false;
  let isOver = false;
  let model: string | undefined;
  let pending: PendingTools | undefined;
  let last: Extract<AnswerEvent, { type: 'completed' }> | undefined;

  const uniqueId = (id: string): string => {
    let [unique, next] = [id, usedIds.get(id) ?? 2];
    while (usedIds.has(unique)) unique = `${id}-${next++}`;
    usedIds.set(id, next);
    usedIds.set(unique, usedIds.get(unique) ?? 2);
    return unique;
  };
  const newWriter = (item: AnswerItem): ItemWriter => {
    if (item.type === 'tool_call') return callWriter(uniqueId, (callId) => customCalls.has(callId));
    const id = uniqueId(`${runId}-${++ids}`);
    return item.type === 'reasoning' ? reasoningWriter(id) : messageWriter(id);
  };
  /** Messages of other roles, and items that AG-UI does not have, are no messages of the thread. */
  const isShown = (item: AnswerItem): boolean =>
    item.type === 'message' ? item.role === 'assistant' : item.type !== 'other';

  /** Writes the items that an event has changed: an answer may have many others. */
  const writeItems = (event: AnswerEvent): readonly AGUIEvent[] => {
    const { all } = fold.lists;
    return all.takeChanges().flatMap((index) => {
      const item = all.at(index);
      if (item === undefined || item === items[index]) return [];
      const writer = (writers[index] ??= newWriter(item)); // for every item, so that both lists have the same order
      items[index] = item;
      return isShown(item) ? writer.write(item, event) : [];
    });
  };
  const startStep = (event: AnswerEvent): readonly AGUIEvent[] => {
    if (isInStep || isBetweenSteps(event) || ANSWER_EVENT_ROLE[event.type] === 'metadata') return [];
    isInStep = true;
    return [{ type: EventType.STEP_STARTED, stepName: `step ${step}` }];
  };
  const endStep = (rawEvent?: AnswerEvent): readonly AGUIEvent[] => {
    if (!isInStep) return [];
    isInStep = false;
    return [{ type: EventType.STEP_FINISHED, stepName: `step ${step}`, ...definedMembers({ rawEvent }) }];
  };
  const endItems = (): readonly AGUIEvent[] => writers.slice(endedWriters).flatMap((writer) => writer.end());

  const reset = (event: AnswerEvent): readonly AGUIEvent[] => {
    const ended = [...endItems(), ...endStep()];
    fold.onEvent(event);
    items = [...fold.lists.all.copy()];
    writers = writers.slice(0, items.length);
    if (messages === undefined) return [...ended, customEvent(event)];
    const shown = [...messages, ...writers.flatMap((writer) => writer.messages())];
    return [...ended, customEvent(event), { type: EventType.MESSAGES_SNAPSHOT, messages: shown }];
  };
  const observe = (event: AnswerEvent): void => {
    if (event.type === 'server_model') model = event.model;
    if (event.type === 'tools_suspended') pending = event.pending;
    if (
      (event.type === 'output_item_added' || event.type === 'output_item_done') &&
      event.item.type === 'custom_tool_call'
    )
      customCalls.add(event.item.call_id);
  };
  const completed = (event: Extract<AnswerEvent, { type: 'completed' }>): readonly AGUIEvent[] => {
    last = event;
    if (event.token_usage !== null) usage.push(usageOf(event.token_usage, model));
    const ended = [...endItems(), ...endStep(event)];
    endedWriters = writers.length;
    step += 1;
    return ended;
  };
  const openCalls = (): readonly OpenCall[] => writers.flatMap((writer) => writer.openCall() ?? []);
  const outcome = (): RunFinishedOutcome => {
    const open = openCalls();
    if (pending !== undefined) return interruptsOf(open.length > 0 ? open : waitingIn(pending));
    if (!isOver) return { type: 'cancelled' };
    return {
      type: 'success',
      ...(open.length > 0 ? { pendingToolCallIds: open.map(({ toolCallId }) => toolCallId) } : {}),
    };
  };
  /** The result of a call of the run before, which this run resumes. Other results are written with their call. */
  const resumedResult = (event: AnswerEvent, written: readonly AGUIEvent[]): readonly AGUIEvent[] => {
    if (event.type !== 'tool_finished' || written.some(({ type }) => type === EventType.TOOL_CALL_RESULT)) return [];
    const { call_id } = event.call;
    return [resultEvent(call_id, uniqueId(`${call_id}-result`), event.output, event.outcome)];
  };
  const reported = () => (usage.length > 0 ? { usage } : {});

  return {
    start: () => [{ type: EventType.RUN_STARTED, threadId, runId }],
    onEvent: (event) => {
      if (event.type === 'reset') return reset(event);
      observe(event);
      const started = startStep(event);
      fold.onEvent(event);
      const written = writeItems(event);
      // A loop that ends behind a tool, without another step, was cut off.
      if (ANSWER_EVENT_ROLE[event.type] !== 'metadata') isOver = event.type === 'completed';
      if (event.type === 'completed') return [...started, ...written, ...completed(event)];
      const isPassed = !isWritten(event) && (metadata || ANSWER_EVENT_ROLE[event.type] !== 'metadata');
      return [...started, ...written, ...resumedResult(event, written), ...(isPassed ? [customEvent(event)] : [])];
    },
    onError: (error) => [...endItems(), ...endStep(), { ...errorEvent(error), ...reported() }],
    onEnd: () => {
      const result = outcome();
      const ended = [...endItems(), ...endStep()];
      const reason =
        last?.status === 'incomplete'
          ? { result: { status: last.status, finish_reason: last.finish_reason ?? null } }
          : {};
      return [...ended, { type: EventType.RUN_FINISHED, threadId, runId, outcome: result, ...reason, ...reported() }];
    },
  };
};
