import { expect } from 'chai';
import { getOrElseW, isLeft, isRight } from '#either';
import { ModelsOutput } from '../../lib/protocol/ModelInfo.js';

const defaults = {
  auto_compact_token_limit: null,
  effective_context_window_percent: 95,
  input_modalities: ['text', 'image'],
};

const read = (json: unknown) =>
  getOrElseW((): never => expect.fail('this is a list of models'))(ModelsOutput.decode(json));
const modelInfo = (told: object) => read({ models: [told] }).models[0];

describe('a model of ModelsOutput', () => {
  it('fills in the defaults of a model with only a slug', () => {
    expect(modelInfo({ slug: 'gpt-test' })).to.deep.equal({ slug: 'gpt-test', display_name: 'gpt-test', ...defaults });
  });

  it('makes a model of the id that the OpenAI API lists', () => {
    expect(read({ data: [{ id: 'gpt-test', slug: null }], etag: 5 })).to.deep.equal({
      models: [{ slug: 'gpt-test', display_name: 'gpt-test', ...defaults }],
      etag: null,
    });
  });

  it('keeps everything that the provider sends', () => {
    const told = {
      slug: 'gpt-test',
      display_name: 'Test',
      description: 'd',
      default_reasoning_level: 'medium',
      supported_reasoning_levels: [{ effort: 'low', description: 'fast' }, { effort: 'high' }],
      shell_type: 'shell_command',
      visibility: 'hide',
      supported_in_api: false,
      priority: 3,
      upgrade: { model: 'gpt-next', migration_markdown: 'm' },
      base_instructions: 'b',
      model_messages: { any: ['thing'] },
      supports_reasoning_summaries: true,
      support_verbosity: true,
      default_verbosity: 'low',
      apply_patch_tool_type: 'freeform',
      truncation_policy: { mode: 'bytes', limit: 10_000 },
      supports_parallel_tool_calls: true,
      context_window: 272_000,
      auto_compact_token_limit: 100_000,
      effective_context_window_percent: 90,
      experimental_supported_tools: ['t'],
      input_modalities: ['text'],
      tomorrow: 'kept too',
    };
    expect(modelInfo(told)).to.deep.equal(told);
  });

  it('accepts null for an absent member', () => {
    const nothing = {
      display_name: null,
      auto_compact_token_limit: null,
      context_window: null,
      effective_context_window_percent: null,
      input_modalities: null,
    };
    expect(modelInfo({ slug: 'm', ...nothing })).to.deep.equal({
      slug: 'm',
      display_name: 'm',
      context_window: null,
      ...defaults,
    });
  });

  it('takes an empty name, zero percent and no modalities for values', () => {
    const told = { display_name: '', effective_context_window_percent: 0, input_modalities: [] };
    expect(modelInfo({ slug: 'm', ...told })).to.deep.equal({ slug: 'm', auto_compact_token_limit: null, ...told });
  });

  for (const [context_window, limit] of [
    [272_000, 244_800],
    [1001, 900],
    [1, 0],
    [0, null],
  ] as const)
    it(`compacts a context window of ${context_window} at ${limit} tokens`, () => {
      expect(modelInfo({ slug: 'm', context_window })).to.have.property('auto_compact_token_limit', limit);
    });

  it('compacts at 0 where the provider sends 0', () => {
    const told = { slug: 'm', context_window: 1000, auto_compact_token_limit: 0 };
    expect(modelInfo(told)).to.have.property('auto_compact_token_limit', 0);
  });
});

describe('ModelsOutput', () => {
  const model = { slug: 'm' };
  const readable: readonly (readonly [string, unknown])[] = [
    ["codex's list", { models: [model, model] }],
    ['an empty list', { models: [] }],
    ['a list with an etag', { models: [model], etag: 'e' }],
    ['a list whose etag is null', { models: [model], etag: null }],
    ["the OpenAI API's list", { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'me' }] }],
    ['both lists, of which one has no slugs (llama.cpp)', { models: [{ name: 'a' }], data: [{ id: 'a' }] }],
    ['both lists, of which one is null', { models: null, data: [{ id: 'a' }] }],
    ['an empty list of the OpenAI API', { object: 'list', data: [] }],
    ['a model whose optional members are null', { models: [{ ...model, upgrade: null, truncation_policy: null }] }],
    ['an upgrade without its text', { models: [{ ...model, upgrade: { model: 'next' } }] }],
  ];
  for (const [what, json] of readable)
    it(`reads ${what}`, () => {
      expect(isRight(ModelsOutput.decode(json))).to.equal(true);
    });

  const unreadable: readonly (readonly [string, unknown])[] = [
    ['nothing', null],
    ['an object without a list', {}],
    ['a list without its object', [model]],
    ['a model without a name', { models: [{ display_name: 'M' }] }],
    ['a model whose name is no text', { models: [{ slug: 7 }] }],
    ['a context window that is no number', { models: [{ ...model, context_window: '272k' }] }],
    ['modalities that are no list', { models: [{ ...model, input_modalities: 'text' }] }],
    ['a reasoning level without its effort', { models: [{ ...model, supported_reasoning_levels: [{}] }] }],
    ['an id that is no text', { data: [{ id: 7 }] }],
    ['an etag that is no text', { models: [], etag: 7 }],
  ];
  for (const [what, json] of unreadable)
    it(`refuses ${what}`, () => {
      expect(isLeft(ModelsOutput.decode(json))).to.equal(true);
    });
});
