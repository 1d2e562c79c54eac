import { expect } from 'chai';
import { isJsonObject, parseJsonText, type JsonObject } from '../../../lib/protocol/codec/json.js';
import type { Script } from '../../../lib/server/index.js';
import { modelsEndpoint } from '../../../lib/server/endpoints/modelsEndpoint.js';
import { recordedRequest } from '../recordedRequest.js';

const replyTo = (script: Script = {}) =>
  modelsEndpoint.reply(recordedRequest(undefined, { method: 'GET', path: '/v1/models' }), script, undefined);
const modelsOf = ({ pieces }: ReturnType<typeof replyTo>): readonly JsonObject[] => {
  const reply = parseJsonText(pieces.map(({ text }) => text).join(''));
  return isJsonObject(reply) && Array.isArray(reply['models']) ? reply['models'].filter(isJsonObject) : [];
};

// docs/wire.md, section 6.9
const FIELDS = [
  'slug',
  'display_name',
  'description',
  'default_reasoning_level',
  'supported_reasoning_levels',
  'shell_type',
  'visibility',
  'supported_in_api',
  'priority',
  'upgrade',
  'base_instructions',
  'model_messages',
  'supports_reasoning_summaries',
  'support_verbosity',
  'default_verbosity',
  'apply_patch_tool_type',
  'truncation_policy',
  'supports_parallel_tool_calls',
  'context_window',
  'auto_compact_token_limit',
  'effective_context_window_percent',
  'experimental_supported_tools',
  'input_modalities',
];

describe('server/modelsEndpoint', () => {
  it('lists two models', () => {
    expect(modelsOf(replyTo()).map(({ slug }) => slug)).to.deep.equal(['scripted', 'scripted-mini']);
  });

  for (const model of modelsOf(replyTo())) {
    it(`says of ${String(model['slug'])} all that there is to say`, () => {
      expect(model).to.have.all.keys(FIELDS);
      expect(model['visibility']).to.be.oneOf(['list', 'hide', 'none']);
      expect(model['truncation_policy']).to.have.all.keys('mode', 'limit');
      expect(model['supported_reasoning_levels']).to.have.nested.property('[0].effort', 'low');
    });
  }

  it('shows a model with an upgrade and one without', () => {
    expect(modelsOf(replyTo()).map(({ upgrade }) => upgrade)).to.deep.equal([
      null,
      { model: 'scripted', migration_markdown: 'There is a **larger** one.' },
    ]);
  });

  it('has an ETag that changes with the list, and only with it', () => {
    const etags = [{}, {}, { json: { models: [] } }].map((script) => replyTo(script).headers['etag']);
    expect(etags[0]).to.match(/^"[0-9a-f]+"$/);
    expect(etags[1]).to.equal(etags[0]);
    expect(etags[2])
      .to.match(/^"[0-9a-f]+"$/)
      .and.not.to.equal(etags[0]);
  });
});
