import { chatDelta, chatFinish } from '../../../../lib/testing/chatWire.js';
import { completed, created, textDelta } from '../../../../lib/testing/wire.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';
import { words } from '../../../../spec/support/diagrams/vocabulary.js';

const message = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });

export const fixtures: Fixtures = () => ({
  values: {
    a: created(),
    b: textDelta('text'),
    x: completed(),
    A: words['created'],
    B: words['text'],
    X: words['completed'],
    t: chatDelta({ content: 'text' }),
    f: chatFinish('stop'),
    M: { type: 'output_item_added', item: message() },
    T: words['text'],
    E: { type: 'completed', response_id: 'chatcmpl-1', token_usage: null, status: 'completed', finish_reason: 'stop' },
    D: { type: 'output_item_done', item: message({ type: 'output_text', text: 'text' }) },
  },
});
