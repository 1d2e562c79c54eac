import { expect } from 'chai';
import { memoriesEndpoint } from '../../../lib/server/endpoints/memoriesEndpoint.js';
import { recordedRequest } from '../recordedRequest.js';

const replyTo = (body: unknown): unknown =>
  JSON.parse(
    memoriesEndpoint
      .reply(recordedRequest(body), {}, undefined)
      .pieces.map(({ text }) => text)
      .join(''),
  );
const summaryOf = (name: string) => ({
  trace_summary: `This is what happened in trace ${name}.`,
  memory_summary: `Remember trace ${name}.`,
});

describe('server/memoriesEndpoint', () => {
  it('summarises each trace by its id, in their order', () => {
    const traces = ['trace_b', 'trace_a'].map((id) => ({ id, metadata: { source_path: '/tmp' }, items: [] }));
    expect(replyTo({ model: 'm', traces })).to.deep.equal({ output: [summaryOf('trace_b'), summaryOf('trace_a')] });
  });

  it('names a trace without an id by its place', () => {
    expect(replyTo({ traces: [{ id: 'a' }, {}, 7] })).to.deep.equal({
      output: [summaryOf('a'), summaryOf('number 2'), summaryOf('number 3')],
    });
  });

  for (const body of [{}, { traces: [] }, { traces: {} }]) {
    it(`summarises nothing for ${JSON.stringify(body)}`, () => expect(replyTo(body)).to.deep.equal({ output: [] }));
  }
});
