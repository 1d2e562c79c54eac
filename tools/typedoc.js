// How `npm run docs` makes the API reference, in site/api: of every entry point, from the docstrings, behind README.
import { readFileSync } from 'node:fs';
import { Comment, Converter, ReflectionKind, UnionType } from 'typedoc';

const { name, exports } = JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, 'utf8'));

/** The source of an entry point: `./dist/agent/index.d.ts` is made from `lib/agent/index.ts`. */
const sourceOf = ({ types }) => types.replace('./dist/', '../lib/').replace('.d.ts', '.ts');

/** Calls an entry point what one imports, and a parameter that is taken apart at once what it is. */
const giveNames = (app) => {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (reflection.kind !== ReflectionKind.Module) return;
    reflection.name = reflection.name === 'index' ? name : `${name}/${reflection.name}`;
  });
  app.converter.on(Converter.EVENT_CREATE_PARAMETER, (_context, reflection) => {
    if (reflection.name === '__namedParameters') reflection.name = 'options';
  });
};

/** Shows the resulting type of types that are derived from a codec, not the derivation. */
const showDerivedTypes = (app) => {
  const unions = [];
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.kind !== ReflectionKind.TypeAlias) return;
    const symbol = context.getSymbolFromReflection(reflection);
    const written = symbol?.declarations?.map(({ type }) => type?.getText() ?? '') ?? [];
    if (written.some((type) => /^(t\.TypeOf|Undefinable)</.test(type))) {
      reflection.comment ??= new Comment();
      reflection.comment.modifierTags.add('@useDeclaredType');
    }
    if (written.some((type) => type.startsWith('MemberOf<'))) {
      // The type has the name of the alias and would be shown as a reference to itself.
      const { types } = context.checker.getDeclaredTypeOfSymbol(symbol);
      const inside = context.withScope(reflection);
      unions.push([reflection, new UnionType(types.map((type) => app.converter.convertType(inside, type)))]);
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, () => {
    for (const [reflection, union] of unions) reflection.type = union;
  });
};

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: `${name} API`,
  entryPoints: Object.values(exports)
    .filter((entryPoint) => typeof entryPoint === 'object')
    .map(sourceOf),
  tsconfig: '../tsconfig.build.json',
  readme: '../README.md',
  out: '../site/api',
  plugin: [giveNames, showDerivedTypes],
  customCss: './typedoc.css',
  // `testing.md` is a file, and no host in Moldova.
  ignoredHighlightLanguages: ['sse'],
  markdownItOptions: { html: true, linkify: false },
  excludeExternals: true,
  excludePrivate: true,
  hideGenerator: true,
  // There is no public repository yet that a line of source could be shown in.
  disableSources: true,
  externalSymbolLinkMappings: { rxjs: { '*': 'https://rxjs.dev/api' } },
  treatWarningsAsErrors: true,
  // README links to folders, too, which the reference does not have.
  validation: { notExported: true, invalidLink: true, invalidPath: false, rewrittenLink: true, notDocumented: true },
  // Properties of wire data and of events are left out: their names are the protocol's.
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Variable', 'Function', 'Method', 'Accessor'],
};
