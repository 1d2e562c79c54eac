import { expect } from 'chai';
import { config, map } from 'rxjs';
import type { ClientRow } from '../clientRows.js';
import { against, half, outcomeOf, until, whole } from './asking.js';

/** What RxJS reports because a handler threw; the process would end with it. */
const reported = async (run: () => Promise<void>): Promise<readonly unknown[]> => {
  const errors: unknown[] = [];
  const before = config.onUnhandledError;
  config.onUnhandledError = (error: unknown) => errors.push(error);
  try {
    await run();
    // RxJS reports with a timer of no time.
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    config.onUnhandledError = before;
  }
  return errors;
};

const fault = new Error('a fault of the program');
const throws = (): never => {
  throw fault;
};

/** Rows in which the consumer's own code fails. */
export const insideRows: Readonly<Record<string, ClientRow>> = {
  'cli-throw-in-next': against(whole, async ({ ask }) => {
    const seen: string[] = [];
    const errors = await reported(
      () =>
        new Promise((resolve) => {
          ask().subscribe({
            next: ({ type }) => {
              seen.push(type);
              if (seen.length === 1) throws();
            },
            error: () => expect.fail('a fault of the consumer is no error of the stream'),
            complete: resolve,
          });
        }),
    );
    expect(errors).to.deep.equal([fault]);
    expect(seen.at(-1)).to.equal('completed');
  }),
  'cli-throw-in-error': against(
    (exchange) => exchange.reply('400 Bad Request', '{}'),
    async ({ server, ask }) => {
      let failed = false;
      const errors = await reported(async () => {
        ask().subscribe({
          error: () => {
            failed = true;
            throws();
          },
        });
        await until(() => failed);
      });
      expect(errors).to.deep.equal([fault]);
      await server.settled();
    },
  ),
  'cli-throw-in-map': against(half, async ({ server, ask }) => {
    const { error } = await outcomeOf(
      ask().pipe(map((event) => (event.type === 'output_text_delta' ? throws() : event))),
    );
    expect(error).to.equal(fault);
    await server.settled();
  }),
};
