import { defer, EMPTY, of, Subject } from 'rxjs';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { itemDone } from '../../../lib/testing/wire.js';
import type { SocketFrame } from '../../../lib/transport/WebSocketTransport.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';
import { answered, asked, user, virtualConnection } from '../../../spec/support/virtualConnection.js';
import { payloads } from '../../../spec/support/diagrams/vocabulary.js';

export const fixtures: Fixtures = ({ on, record }) => {
  const frames = new Subject<SocketFrame>();
  on('socket', (word) => frames.next(message(word === 'item' ? itemDone(answered.i) : payloads[word])));

  const sent = record('sent');
  const send = defer(() => {
    sent(asked(open).at(-1));
    return EMPTY;
  });
  const open = socket(frames, { send });

  return {
    values: { item: { type: 'output_item_done', item: answered.i } },
    scope: {
      connection: virtualConnection(virtualWebSocket(of(open))),
      more: { input: [user('Hi'), answered.i, user('And?')] },
    },
  };
};
