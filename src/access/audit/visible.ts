/**
 * Characters that show nothing and do something: controls (a terminal obeys C1 as it does ESC), marks that turn the
 * order of the text round, line ends that only some programs know, halves of pairs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** With each of them as JSON would write it, so that JSON stays the same JSON, and nothing happens to who looks at it. */
export const visible = (text: string) =>
  text.replace(UNSEEN, (character) =>
    // Some are pairs, and JSON wants each half by itself.
    Array.from({ length: character.length }, (_, unit) => {
      return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
    }).join(''),
  );

/** The beginning of a text, marked where it was longer. */
export const cut = (text: string, most: number) =>
  text.length > most ? `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…` : text;
