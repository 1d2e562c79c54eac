import type {
  Answer,
  AnswerItem,
  AnswerToolCall,
  ApiErrorData,
  ConversationState,
  ResponseItem,
  ToolOutput,
} from 'codex-rx';

/** One part of the conversation as it is shown. */
export type Row =
  | {
      readonly type: 'message';
      readonly role: string;
      readonly text: string;
      /** The place of the message in the history; undefined while it is received. */
      readonly index?: number;
      readonly status: 'waiting' | 'streaming' | 'retrying' | 'stopped' | 'completed';
    }
  | {
      readonly type: 'call';
      readonly callId: string;
      readonly name: string;
      readonly arguments: string;
      /** `done` in an earlier turn: its output shows how it ended. */
      readonly state: 'received' | 'done' | NonNullable<AnswerToolCall['run']>;
      readonly output: string;
    }
  | { readonly type: 'failure'; readonly error: ApiErrorData };

const outputText = (output: ToolOutput | undefined): string =>
  typeof output === 'string' ? output : (output ?? []).map((part) => ('text' in part ? part.text : '')).join('');

const outputsIn = (history: readonly ResponseItem[]): ReadonlyMap<string, string> =>
  new Map(
    history.flatMap((item) =>
      item.type === 'function_call_output' ? [[item.call_id, outputText(item.output)] as const] : [],
    ),
  );

const historyRows = (history: readonly ResponseItem[], calls: Answer['tool_calls'] = []): readonly Row[] => {
  const outputs = outputsIn(history);
  const runs = new Map(calls.map(({ call_id, run }) => [call_id, run]));
  return history.flatMap((item, index): readonly Row[] => {
    if (item.type === 'message') {
      const text = item.content.map((part) => ('text' in part ? part.text : '')).join('');
      const status = 'status' in item && item.status === 'incomplete' ? 'stopped' : 'completed';
      return [{ type: 'message', role: item.role, text, index, status }];
    }
    if (item.type !== 'function_call') return [];
    const { call_id: callId, name } = item;
    const output = outputs.get(callId) ?? '';
    return [{ type: 'call', callId, name, arguments: item.arguments, state: runs.get(callId) ?? 'done', output }];
  });
};

const itemRows = (item: AnswerItem): readonly Row[] => {
  if (item.type === 'message' && item.text !== '')
    return [{ type: 'message', role: 'assistant', text: item.text, status: item.done ? 'completed' : 'streaming' }];
  if (item.type !== 'tool_call') return [];
  const { call_id: callId, name, run = 'received', output } = item;
  return [{ type: 'call', callId, name, arguments: item.arguments, state: run, output: outputText(output) }];
};

const answerRows = ({ items, status }: Answer): readonly Row[] => {
  const rows = items.flatMap(itemRows);
  if (rows.length > 0) return rows;
  return [{ type: 'message', role: 'assistant', text: '', status: status === 'retrying' ? 'retrying' : 'waiting' }];
};

/** The rows of a conversation: its history, the answer that is received, and the reason if the last one has failed. */
export const rowsOf = ({ history, answer, busy }: ConversationState): readonly Row[] => [
  ...historyRows(history, answer?.tool_calls),
  ...(busy && answer !== undefined ? answerRows(answer) : []),
  ...(!busy && answer?.error !== undefined ? [{ type: 'failure', error: answer.error } as const] : []),
];
