import { expect } from 'chai';
import { requestAttributes, samplingAttributes } from '../../lib/otel/requestAttributes.js';
import type { JsonObject } from '../../lib/protocol/codec/json.js';
import type { CallReport } from '../../lib/telemetry/Telemetry.js';
import { callReport } from '../support/telemetry/callReport.js';

const call = (body: unknown, given: Partial<CallReport> = {}): CallReport => ({
  ...callReport,
  body,
  ...given,
});

/** What is told of a request: undefined stands for nothing. */
const told = (report: CallReport): JsonObject =>
  Object.fromEntries(Object.entries(requestAttributes(report)).filter(([, value]) => value !== undefined));

describe('requestAttributes', () => {
  const ROWS: readonly (readonly [string, unknown, JsonObject])[] = [
    ['nothing of no body', undefined, {}],
    ['nothing of a body that is no object', ['a'], {}],
    ['nothing of what is null', { model: null, temperature: null, reasoning: null, stop: null, seed: null }, {}],
    ['nothing of what has another type', { temperature: 'hot', stream: 'yes', service_tier: 1, n: [] }, {}],
    ['the limit of Responses', { max_output_tokens: 5 }, { 'gen_ai.request.max_tokens': 5 }],
    ['the limit of Chat', { max_completion_tokens: 6 }, { 'gen_ai.request.max_tokens': 6 }],
    ['the older limit of Chat', { max_tokens: 7 }, { 'gen_ai.request.max_tokens': 7 }],
    [
      'numbers, zero too',
      { temperature: 0, top_p: 0.5, top_k: 3, seed: 0, frequency_penalty: -1, presence_penalty: 2 },
      {
        'gen_ai.request.temperature': 0,
        'gen_ai.request.top_p': 0.5,
        'gen_ai.request.top_k': 3,
        'gen_ai.request.seed': 0,
        'gen_ai.request.frequency_penalty': -1,
        'gen_ai.request.presence_penalty': 2,
      },
    ],
    ['one stop as a list', { stop: 'x' }, { 'gen_ai.request.stop_sequences': ['x'] }],
    ['many stops', { stop: ['x', 'y'] }, { 'gen_ai.request.stop_sequences': ['x', 'y'] }],
    ['how many choices', { n: 2 }, { 'gen_ai.request.choice.count': 2 }],
    ['no number of choices where it is one', { n: 1 }, {}],
    ['the effort of Responses', { reasoning: { effort: 'low' } }, { 'gen_ai.request.reasoning.level': 'low' }],
    ['the effort of Chat', { reasoning_effort: 'high' }, { 'gen_ai.request.reasoning.level': 'high' }],
    ['the response before', { previous_response_id: 'r' }, { 'gen_ai.request.previous_response.id': 'r' }],
    ['a schema in Responses', { text: { format: { type: 'json_schema' } } }, { 'gen_ai.output.type': 'json' }],
    ['a schema in Chat', { response_format: { type: 'json_object' } }, { 'gen_ai.output.type': 'json' }],
    ['a text that was asked for', { text: { format: { type: 'text' } } }, { 'gen_ai.output.type': 'text' }],
    ['nothing of a text without a format', { text: { verbosity: 'low' } }, {}],
    ['a stream', { stream: true }, { 'gen_ai.request.stream': true }],
    ['no stream where there is none', { stream: false }, {}],
    [
      'a conversation that was compacted',
      { input: [{ type: 'message' }, { type: 'compaction' }] },
      { 'gen_ai.conversation.compacted': true },
    ],
    ['its older name', { input: [{ type: 'compaction_summary' }] }, { 'gen_ai.conversation.compacted': true }],
    ['nothing of a conversation that was not', { input: [{ type: 'message' }, null, 'x'] }, {}],
  ];
  for (const [what, body, expected] of ROWS)
    it(`tells ${what}`, () => {
      expect(told(call(body))).to.deep.equal(expected);
    });

  it('reports the API and the tier of OpenAI, and of no other provider', () => {
    const body = { service_tier: 'flex' };
    const openai = { baseUrl: 'https://api.openai.com/v1' };
    expect(told(call(body, openai))).to.deep.equal({
      'openai.api.type': 'responses',
      'openai.request.service_tier': 'flex',
    });
    expect(told(call({ service_tier: 'auto' }, { ...openai, api: 'chat' }))).to.deep.equal({
      'openai.api.type': 'chat_completions',
    });
    expect(told(call({}, { ...openai, api: 'compact' }))).to.deep.equal({});
    expect(told(call(body))).to.deep.equal({});
  });
});

describe('samplingAttributes', () => {
  const ROWS: readonly (readonly [string, string | undefined, number | undefined])[] = [
    ['https://p.test/v1', 'p.test', 443],
    ['http://p.test/v1', 'p.test', 80],
    ['http://127.0.0.1:8080/v1', '127.0.0.1', 8080],
    ['ws://p.test/v1', 'p.test', 80],
    ['wss://p.test/v1', 'p.test', 443],
    ['http://[::1]:11434/v1', '::1', 11434],
    ['https://user:secret@p.test:444/v1?key=secret', 'p.test', 444],
    ['nowhere', undefined, undefined],
  ];
  for (const [baseUrl, address, port] of ROWS)
    it(`tells the server of ${baseUrl}`, () => {
      const attributes = samplingAttributes(call({ model: 'm' }, { baseUrl }), 'chat');
      expect([attributes['server.address'], attributes['server.port']]).to.deep.equal([address, port]);
      expect(JSON.stringify(attributes)).not.to.contain('secret');
    });
});
