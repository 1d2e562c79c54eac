import { isValueName } from './marbleNames.js';

/** Matches a definition: the name, the text, and the lines that continue it. */
const DEFINITION = /^(\S) = (.*(?:\n {2}[+.] .*)*)$/gmu;

/** The names of the values in the text of a `.marble` file, by the text of the value. Other lines are ignored. */
export const knownNames = (text: string): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const [, name = '', value = ''] of text.replaceAll('\r\n', '\n').matchAll(DEFINITION))
    if (isValueName(name)) names.set(value, name);
  return names;
};
