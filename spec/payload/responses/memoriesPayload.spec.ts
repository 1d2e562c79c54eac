import { expect } from 'chai';
import { memoriesPayload } from '../../../lib/payload/responses/memoriesPayload.js';
import type { RawMemory } from '../../../lib/protocol/requests/MemorySummarizeInput.js';

const raw_memories: readonly RawMemory[] = [
  {
    id: 'trace-1',
    metadata: { source_path: '/tmp/trace.json' },
    items: [{ type: 'message', id: 'm1', role: 'user', content: [] }, null, 7],
  },
  { id: 'trace-2', metadata: { source_path: '' }, items: [] },
];

describe('memoriesPayload', () => {
  it('calls raw memories traces, and sends their items as they are', () => {
    expect(memoriesPayload({ model: 'm', raw_memories })).to.deep.equal({ model: 'm', traces: raw_memories });
  });

  it('sends an empty list of traces', () => {
    expect(memoriesPayload({ model: 'm', raw_memories: [] })).to.deep.equal({ model: 'm', traces: [] });
  });

  it('sends the requested reasoning, an empty one too', () => {
    for (const reasoning of [{ effort: 'low' } as const, {}])
      expect(memoriesPayload({ model: 'm', raw_memories: [], reasoning })).to.deep.equal({
        model: 'm',
        traces: [],
        reasoning,
      });
  });

  it('leaves reasoning out where it is undefined', () => {
    expect(memoriesPayload({ model: 'm', raw_memories: [], reasoning: undefined })).to.have.all.keys('model', 'traces');
  });
});
