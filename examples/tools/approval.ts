import {
  accumulate,
  ofType,
  resumeTools,
  runTools,
  tool,
  type Ask,
  type PendingTools,
  type ResponsesClient,
} from 'codex-rx';
import { map, type Observable } from 'rxjs';
import { z } from 'zod';

/** Storage for the state of a loop that waits for a person, e.g. a table of a database. The state is JSON. */
export interface Store {
  save(pending: PendingTools): void;
  load(): PendingTools;
}

const payTool = (pay: (amount: number) => string) =>
  tool({
    name: 'pay',
    description: 'Pays an amount in euros.',
    parameters: z.object({ amount: z.number().positive() }),
    needsApproval: ({ amount }) => amount > 10,
    run: ({ amount }) => pay(amount),
  });

const asking =
  (client: ResponsesClient, tools: readonly ReturnType<typeof payTool>[]): Ask =>
  (input) =>
    client.streamPrompt('gpt-5.1', { input, tools });

/** Asks the model. Saves the state of the loop if it waits for an approval, and emits the calls that wait. */
export const begin = (client: ResponsesClient, store: Store, question: string): Observable<PendingTools['calls']> => {
  const tools = [payTool(() => 'not in this process')];
  return runTools(question, asking(client, tools), tools).pipe(
    ofType('tools_suspended'),
    map(({ pending }) => {
      store.save(pending);
      return pending.calls;
    }),
  );
};

/** Continues the loop in another process, once a person has decided about the calls. */
export const decide = (
  client: ResponsesClient,
  store: Store,
  decisions: Parameters<typeof resumeTools>[1],
  pay: (amount: number) => string,
) => {
  const tools = [payTool(pay)];
  return resumeTools(store.load(), decisions, asking(client, tools), tools).pipe(accumulate());
};
