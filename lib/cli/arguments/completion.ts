import { COMMANDS, FLAGS, type Flag } from './flags.js';
import { PROVIDERS } from './providers.js';
import type { Shell } from './readSubcommand.js';

const flags: readonly Flag[] = FLAGS;
const words = [...Object.keys(COMMANDS), ...flags.map(({ name }) => `--${name}`)].join(' ');
const providers = Object.keys(PROVIDERS).join(' ');
const wires = 'responses chat messages gemini';

// Without a reply, bash completes names of files itself, and quotes them: a file named "$(reboot)" is no command then.
const bash = `_codex_rx() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$before" in
    --provider) COMPREPLY=($(compgen -W "${providers}" -- "$word")) ;;
    --wire) COMPREPLY=($(compgen -W "${wires}" -- "$word")) ;;
    --file|-f|--schema|--output|-o|--record) COMPREPLY=() ;;
    *) COMPREPLY=($(compgen -W "${words}" -- "$word")) ;;
  esac
}
complete -o default -F _codex_rx codex-rx
`;

const quoted = (text: string): string => text.replaceAll("'", "'\\''");

const zshValue = ({ name, value }: Flag): string => {
  if (name === 'provider') return `:name:(${providers})`;
  if (name === 'wire') return `:name:(${wires})`;
  if (value === 'PATH') return ':file:_files';
  return value === undefined ? '' : `:${value.toLowerCase()}:`;
};
const zshFlag = (flag: Flag): string =>
  `  '--${flag.name}[${quoted(flag.help).replaceAll(/[[\]:]/g, ' ')}]${zshValue(flag)}'`;

const zsh = `#compdef codex-rx
_arguments \\
${flags.map(zshFlag).join(' \\\n')} \\
  '*:prompt:(${Object.keys(COMMANDS).join(' ')})'
`;

const fishValues = ({ name }: Flag): string => {
  if (name === 'provider') return ` -xa '${providers}'`;
  return name === 'wire' ? ` -xa '${wires}'` : '';
};

const fishFlag = (flag: Flag): string => {
  const values = fishValues(flag);
  const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
  const required = values === '' && flag.value !== undefined ? ' -r' : '';
  return `complete -c codex-rx -l ${flag.name}${short}${required}${values} -d '${quoted(flag.help)}'`;
};

const fish = `${[
  ...Object.entries(COMMANDS).map(
    ([name, help]) => `complete -c codex-rx -n __fish_use_subcommand -a ${name} -d '${quoted(help)}'`,
  ),
  ...flags.map(fishFlag),
].join('\n')}
`;

/** The completions of the command line, by shell. */
export const COMPLETIONS: Readonly<Record<Shell, string>> = { bash, zsh, fish };
