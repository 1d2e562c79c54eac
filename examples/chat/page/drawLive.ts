import { adviceFor } from 'codex-rx';
import type { LiveState } from './liveState.js';

interface Words {
  readonly word: string;
  readonly detail: string;
  readonly advice?: string;
}

const ENDS: Readonly<Record<string, string>> = {
  completed: 'The answer is whole.',
  incomplete: 'The answer was cut short by a limit.',
  stopped: 'Stopped: the socket is closed.',
};

const wordsFor = (live: LiveState): Words => {
  switch (live.type) {
    case 'idle':
      return { word: 'idle', detail: ENDS[live.last ?? ''] ?? 'Nothing is asked before you send.' };
    case 'connecting':
      return { word: 'connecting', detail: 'Asked; nothing has come yet.' };
    case 'streaming':
      return { word: 'streaming', detail: 'Words come in.' };
    case 'retrying':
      return { word: `retrying in ${live.seconds} s`, detail: live.error.message };
    case 'failed':
      return { word: 'failed', detail: live.error.message, advice: adviceFor(live.error) };
  }
};

/** Says what the page is at, in words and with a colour. */
export const drawLive =
  (box: HTMLElement, word: HTMLElement, detail: HTMLElement, advice: HTMLElement) =>
  (live: LiveState): void => {
    const words = wordsFor(live);
    box.dataset['state'] = live.type;
    word.textContent = words.word;
    detail.textContent = words.detail;
    advice.textContent = words.advice ?? '';
  };
