import { expect } from 'chai';
import { headerEvents, requestIdOf } from '../../lib/provider/headerEvents.js';

type Given = Readonly<Record<string, string>>;

describe('headerEvents', () => {
  it('emits nothing for headers without events', () => {
    expect(headerEvents(new Headers({ 'content-type': 'text/event-stream' }))).to.deep.equal([]);
  });

  it('emits the model, the rate limits, the etag and the reasoning in this order', () => {
    const headers = new Headers({
      'x-reasoning-included': 'true',
      'x-models-etag': 'W/"1"',
      'x-other-primary-used-percent': '2',
      'x-codex-primary-used-percent': '1',
      'openai-model': 'gpt-x',
    });
    const events = headerEvents(headers);
    expect(events.map(({ type }) => type)).to.deep.equal([
      'server_model',
      'rate_limits',
      'rate_limits',
      'models_etag',
      'server_reasoning_included',
    ]);
    expect(events).to.deep.include({ type: 'server_model', model: 'gpt-x' });
    expect(events).to.deep.include({ type: 'models_etag', etag: 'W/"1"' });
    expect(events[1]).to.have.nested.property('snapshot.limit_id', 'codex');
    expect(events[2]).to.have.nested.property('snapshot.limit_id', 'other');
  });

  for (const value of ['true', 'false', '0', ''])
    it(`emits that reasoning is included by the presence of the header, not by its value "${value}"`, () => {
      expect(headerEvents(new Headers({ 'x-reasoning-included': value }))).to.deep.equal([
        { type: 'server_reasoning_included', included: true },
      ]);
    });
});

describe('headerEvents: safety buffering', () => {
  const enabled = 'x-codex-safety-buffering-enabled';
  const faster = 'x-codex-safety-buffering-faster-model';
  const rows: readonly (readonly [Given, readonly object[]])[] = [
    [{ [enabled]: 'true' }, [{ type: 'safety_buffering', details: { enabled: true } }]],
    [
      { [enabled]: '1', [faster]: ' gpt-fast ' },
      [{ type: 'safety_buffering', details: { enabled: true, faster_model: 'gpt-fast' } }],
    ],
    [{ [enabled]: 'false', [faster]: 'gpt-fast' }, []],
    [{ [faster]: 'gpt-fast' }, []],
  ];
  for (const [headers, expected] of rows)
    it(`reads ${JSON.stringify(headers)}`, () => {
      expect(headerEvents(new Headers(headers))).to.deep.equal(expected);
    });
});

describe('headerEvents: recommended verifications', () => {
  const KNOWN = 'trusted_access_for_cyber';
  const rows: readonly (readonly [string, readonly object[]])[] = [
    [KNOWN, [{ type: 'model_verifications', verifications: [KNOWN] }]],
    [` tomorrow , ${KNOWN},${KNOWN}`, [{ type: 'model_verifications', verifications: [KNOWN] }]],
    ['tomorrow', []],
    ['', []],
    [' , ', []],
  ];
  for (const [value, expected] of rows)
    it(`reads "${value}"`, () => {
      expect(headerEvents(new Headers({ 'openai-verification-recommendation': value }))).to.deep.equal(expected);
    });

  it('emits them after the model and before everything else', () => {
    const headers = new Headers({
      'x-models-etag': 'W/"1"',
      'x-codex-primary-used-percent': '1',
      'openai-verification-recommendation': KNOWN,
      'openai-model': 'gpt-x',
    });
    expect(headerEvents(headers).map(({ type }) => type)).to.deep.equal([
      'server_model',
      'model_verifications',
      'rate_limits',
      'models_etag',
    ]);
  });
});

describe('requestIdOf', () => {
  const rows: readonly (readonly [string, Given, string | undefined])[] = [
    ['x-request-id first', { 'x-request-id': 'a', 'x-oai-request-id': 'b', 'cf-ray': 'c' }, 'a'],
    ['then x-oai-request-id', { 'x-oai-request-id': 'b', 'cf-ray': 'c' }, 'b'],
    ['then cf-ray', { 'cf-ray': 'c' }, 'c'],
    ['nothing where there is none', {}, undefined],
  ];
  for (const [what, headers, expected] of rows)
    it(`takes ${what}`, () => {
      expect(requestIdOf(new Headers(headers))).to.equal(expected);
    });
});
