import { from, type OperatorFunction } from 'rxjs';
import type { ResponseEvent } from 'codex-rx';
import type { Missing, OperatorJob, OperatorReport } from '../job.js';
import { median } from '../statistics.js';

const PASSES = 7;
/** Short and long answers are measured after the same number of deltas: else the short ones would show the compiler. */
const WARM_UP = 200_000;

const itemOf = (text: string): ResponseEvent & { readonly type: 'output_item_done' } => ({
  type: 'output_item_done',
  item: { type: 'message', role: 'assistant', id: 'msg_1', content: [{ type: 'output_text', text }] },
});

const eventsOf = (deltas: number): readonly ResponseEvent[] => {
  const delta = ' token';
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  return [
    { type: 'created' },
    { ...itemOf(''), type: 'output_item_added' },
    ...Array.from({ length: deltas }, () => ({ type: 'output_text_delta' as const, delta, ...place })),
    itemOf(delta.repeat(deltas)),
    { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
  ];
};

type Operator = () => OperatorFunction<ResponseEvent, unknown>;
const isOperator = (value: unknown): value is Operator => typeof value === 'function';

const pass = (events: readonly ResponseEvent[], operator: Operator): number => {
  const start = performance.now();
  from(events)
    .pipe(operator())
    .subscribe({
      error: (cause: unknown) => {
        throw cause;
      },
    });
  return performance.now() - start;
};

/** How long an operator of codex-rx takes for an answer that is there already. */
export const measureOperator = async ({ operator: name, deltas }: OperatorJob): Promise<OperatorReport | Missing> => {
  const entryPoints: Readonly<Record<string, unknown>> = {
    ...(await import('codex-rx/operators')),
    ...(await import('codex-rx')),
  };
  const operator = entryPoints[name];
  if (!isOperator(operator)) return { type: 'missing', reason: `codex-rx has no operator ${name}` };
  const events = eventsOf(deltas);
  for (let fed = 0; fed < WARM_UP; fed += deltas) pass(events, operator);
  return { type: 'operator', wall: median(Array.from({ length: PASSES }, () => pass(events, operator))) };
};
