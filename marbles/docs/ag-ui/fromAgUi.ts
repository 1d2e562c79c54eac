import { map, pipe } from 'rxjs';
import { fromAgUi } from '../../../lib/ag-ui/fromAgUi.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: {
    R: { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
    T: { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
    a: { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'He' },
    b: { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'llo' },
    E: { type: 'TEXT_MESSAGE_END', messageId: 'm' },
    Z: { type: 'RUN_FINISHED', threadId: 't', runId: 'r' },
    X: { type: 'RUN_ERROR', message: 'out of paper' },
    c: 'created',
    t: 'output_item_added',
    x: 'He',
    y: 'llo',
    m: 'output_item_done',
    C: 'completed',
  },
  scope: {
    fromAgUi: () =>
      pipe(
        fromAgUi(),
        map((event): string => (event.type === 'output_text_delta' ? event.delta : event.type)),
      ),
  },
});
