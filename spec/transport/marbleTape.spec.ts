import { expect } from 'chai';
import { NEVER, VirtualTimeScheduler } from 'rxjs';
import type { MarbleFile } from '../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { createMarbleTape } from '../../lib/transport/marbleTape.js';
import { response } from '../../lib/testing/virtualTransport.js';

const MIB = 1024 * 1024;

/** The body of a request whose response has chunks of these sizes. */
const recorded = (...sizes: readonly number[]) => {
  let written: MarbleFile | undefined;
  const scheduler = new VirtualTimeScheduler();
  const tape = createMarbleTape((file) => (written = file), { redact: undefined, scheduler });
  const body = tape.request(undefined).head(response(NEVER));
  for (const size of sizes) body.chunk(new Uint8Array(size));
  body.end();
  const reply = written?.exchanges[0]?.reply;
  return reply?.type === 'reply' ? [reply.ending.type, reply.chunks.map(({ bytes }) => bytes.length)] : undefined;
};

describe('createMarbleTape', () => {
  it('keeps 32 MiB of a body, which then counts as cancelled', () => {
    expect(recorded(32 * MIB)).to.deep.equal(['end', [32 * MIB]]);
    expect(recorded(32 * MIB, 1)).to.deep.equal(['cancelled', [32 * MIB]]);
  });
});
