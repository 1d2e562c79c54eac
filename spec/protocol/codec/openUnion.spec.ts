import { expect } from 'chai';
import fc from 'fast-check';
import * as t from 'io-ts';
import { getOrElseW, isRight, right } from '#either';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { openUnion } from '../../../lib/protocol/codec/openUnion.js';
import { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const Shape = openUnion(
  'Shape',
  {
    square: t.type({ type: t.literal('square'), side: t.number }),
    circle: t.type({ type: t.literal('circle'), radius: t.number }),
  },
  { box: 'square' },
);
type Shape = t.TypeOf<typeof Shape>;

const read = (json: unknown): Shape =>
  getOrElseW((): never => expect.fail('an open union refused a value'))(Shape.decode(json));

const unreadable: readonly (readonly [string, unknown])[] = [
  ['an unknown tag', { type: 'blob', x: 1, deep: { list: [1, null, { a: 'b' }] } }],
  ['a known tag with a bad body', { type: 'square', side: 'two' }],
  ['a known tag with no body', { type: 'circle' }],
  ['a tag in another case', { type: 'Square', side: 2 }],
  ['no tag', { side: 2 }],
  ['a tag that is no string', { type: 7 }],
  ['a tag that is null', { type: null }],
  ['the tag "constructor"', { type: 'constructor', side: 2 }],
  ['the tag "__proto__"', { type: '__proto__', side: 2 }],
  ['the tag "toString"', { type: 'toString' }],
  ['the tag "hasOwnProperty"', { type: 'hasOwnProperty' }],
  ['the tag "other" without raw', { type: 'other', note: 'the wire may use this word too' }],
  ['an alias with a bad body', { type: 'box', side: null }],
  ['null', null],
  ['a string', 'square'],
  ['a number', 7],
  ['a boolean', false],
  ['a list', [{ type: 'square', side: 2 }]],
  ['undefined', undefined],
];

describe('openUnion', () => {
  it('decodes a known tag with its own codec', () => {
    expect(Shape.decode({ type: 'circle', radius: 3 })).to.deep.equal(right({ type: 'circle', radius: 3 }));
  });

  it('encodes a known member with its own codec', () => {
    const Written = openUnion('Written', {
      dot: new t.Type(
        'dot',
        t.type({ type: t.literal('dot') }).is,
        (value, context) => t.type({ type: t.literal('dot') }).validate(value, context),
        () => ({ type: 'dot', written: true }),
      ),
    });
    expect(Written.encode({ type: 'dot' })).to.deep.equal({ type: 'dot', written: true });
  });

  for (const [what, json] of unreadable) {
    it(`keeps ${what} as { type: 'other', raw } and writes it back verbatim`, () => {
      expect(read(json)).to.deep.equal({ type: 'other', raw: json });
      expect(Shape.encode(read(json))).to.deep.equal(json);
    });
  }

  // Plain JavaScript hands in what no member describes.
  const written = (json: unknown): unknown => Reflect.apply(Shape.encode, undefined, [json]);

  for (const [what, json] of unreadable)
    it(`writes ${what} verbatim, also where it was never decoded`, () => {
      expect(written(json)).to.equal(json);
    });

  it('writes an alias that was never decoded canonically', () => {
    expect(written({ type: 'box', side: 2 })).to.deep.equal({ type: 'square', side: 2 });
  });

  it('writes any value, never decoded, as it writes it decoded', () => {
    const shapes = fc.record(
      { type: fc.constantFrom('square', 'circle', 'box', 'other', 'blob'), side: fc.jsonValue(), raw: fc.jsonValue() },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.oneof(shapes, fc.jsonValue()), (json) => {
        expect(written(json)).to.deep.equal(Shape.encode(read(json)));
      }),
    );
  });

  it('keeps the very object that it does not know, not a copy', () => {
    const raw = { type: 'blob' };
    expect(Shape.encode(read(raw))).to.equal(raw);
  });

  it('reads an alias as the member that it means, and writes it back canonically', () => {
    expect(read({ type: 'box', side: 2 })).to.deep.equal({ type: 'square', side: 2 });
    expect(Shape.encode(read({ type: 'box', side: 2 }))).to.deep.equal({ type: 'square', side: 2 });
  });

  it('keeps what it was sent, alias included, where the body of an alias does not fit', () => {
    expect(read({ type: 'box' })).to.deep.equal({ type: 'other', raw: { type: 'box' } });
  });

  it('decodes what it has decoded to the same value', () => {
    for (const json of [{ type: 'box', side: 2 }, { type: 'circle', radius: 1 }, ...unreadable.map(([, json]) => json)])
      expect(read(read(json))).to.deep.equal(read(json));
  });

  it('recognises its own members and nothing else', () => {
    expect(Shape.is({ type: 'square', side: 1 })).to.equal(true);
    expect(Shape.is({ type: 'other', raw: 5 })).to.equal(true);
    expect(Shape.is({ type: 'square' })).to.equal(false);
    expect(Shape.is({ type: 'blob' })).to.equal(false);
    expect(Shape.is({ type: 'constructor' })).to.equal(false);
    expect(Shape.is(null)).to.equal(false);
  });

  it('does not let a tag or a key of a value reach Object.prototype', () => {
    const json: unknown = JSON.parse('{"type":"__proto__","__proto__":{"polluted":true}}');
    expect(Shape.encode(read(json))).to.equal(json);
    expect(Object.hasOwn(Object.prototype, 'polluted')).to.equal(false);
  });

  it('accepts every JSON value there is', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => isRight(Shape.decode(json))));
  });

  it('writes every value of an unknown tag back as it came', () => {
    const known = ['square', 'circle', 'box', 'other'];
    const tags = fc.string().filter((tag) => !known.includes(tag));
    const bodies = fc.jsonValue().map((json) => (isJsonObject(json) ? json : { json }));
    fc.assert(
      fc.property(tags, bodies, (type, body) => {
        const json = { ...body, type };
        expect(Shape.encode(read(json))).to.deep.equal(json);
      }),
    );
  });
});

describe('ResponseItem, as an open union', () => {
  const readItem = (json: unknown): ResponseItem =>
    getOrElseW((): never => expect.fail('an item was refused'))(ResponseItem.decode(json));
  const rewritten = (json: unknown): unknown => ResponseItem.encode(readItem(json));

  const kinds = [
    'message',
    'reasoning',
    'local_shell_call',
    'function_call',
    'function_call_output',
    'custom_tool_call',
    'custom_tool_call_output',
    'web_search_call',
    'tool_search_call',
    'tool_search_output',
    'image_generation_call',
    'ghost_snapshot',
    'compaction',
    'compaction_summary',
  ];
  const text = fc.string();
  const part = fc.oneof(
    fc.record({ type: fc.constantFrom('input_text', 'output_text'), text }),
    fc.record({ type: fc.constant('input_image'), image_url: text }),
    fc.record({ type: fc.constantFrom('refusal', 'tomorrow'), refusal: text }),
    fc.jsonValue(),
  );
  const mayBe = <T>(value: fc.Arbitrary<T>) => fc.oneof(value, value, value, fc.constant(null), fc.jsonValue());
  /** Members that fit, are null, are missing, or are anything. */
  const members = fc.record(
    {
      id: mayBe(text),
      call_id: mayBe(text),
      name: mayBe(text),
      arguments: mayBe(text),
      input: mayBe(text),
      status: mayBe(text),
      execution: mayBe(text),
      encrypted_content: mayBe(text),
      role: fc.constantFrom('user', 'assistant'),
      output: mayBe(fc.oneof(text, fc.array(part))),
      result: mayBe(text),
      tools: mayBe(fc.array(fc.jsonValue())),
      summary: mayBe(fc.array(fc.record({ type: fc.constantFrom('summary_text', 'tomorrow'), text }))),
      content: mayBe(fc.array(part)),
      action: mayBe(
        fc.oneof(
          fc.record({ type: fc.constantFrom('search', 'tomorrow'), query: mayBe(text) }),
          fc.record({ type: fc.constant('exec'), command: fc.array(text), user: mayBe(text) }),
        ),
      ),
    },
    { requiredKeys: [] },
  );

  it('writes every item of an unknown kind back as it came', () => {
    const tags = fc.string().filter((tag) => ![...kinds, 'other'].includes(tag));
    fc.assert(
      fc.property(tags, members, (type, body) => {
        const json = { ...body, type };
        expect(rewritten(json)).to.equal(json);
      }),
    );
  });

  it('writes every item of a known kind with a bad body back as it came', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), members, (type, body) => {
        const json = { ...body, type };
        fc.pre(readItem(json).type === 'other');
        expect(rewritten(json)).to.equal(json);
      }),
    );
  });

  it('decodes what it has decoded to the same item', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), members, (type, body) => {
        const item = readItem({ ...body, type });
        expect(readItem(item)).to.deep.equal(item);
      }),
      { numRuns: 1000 },
    );
  });

  it('writes what it has written in the same way', () => {
    // Reasoning is the exception that the API asks for: no content is written as null, empty content not at all
    // (docs/wire.md, section 10).
    const repeatable = kinds.filter((kind) => kind !== 'reasoning');
    fc.assert(
      fc.property(fc.constantFrom(...repeatable), members, (type, body) => {
        const once = rewritten({ ...body, type });
        expect(rewritten(once)).to.deep.equal(once);
      }),
      { numRuns: 1000 },
    );
  });
});
