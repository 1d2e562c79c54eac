import type { RateLimitWindow } from 'codex-rx';

const levelOf = (percent: number): string => (percent >= 95 ? 'full' : percent >= 75 ? 'high' : 'low');

/** Shows how much of a rate limit is used. */
export const drawGauge =
  (meter: HTMLElement, text: HTMLElement) =>
  (window: RateLimitWindow | null | undefined): void => {
    if (!window) return;
    const { used_percent } = window;
    meter.style.setProperty('--used', `${used_percent}%`);
    meter.dataset['level'] = levelOf(used_percent);
    meter.ariaValueNow = String(used_percent);
    text.textContent = `${used_percent} % used`;
  };
