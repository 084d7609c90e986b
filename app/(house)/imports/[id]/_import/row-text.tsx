/** A row as it stood in the file, with the word that could not be used marked. */
import classes from "./row-text.module.css";

/** Marks the first place where `word` stands; all of it stays in one line of sight. */
export function RowText({ raw, word }: { raw: string; word: string | null }) {
  const at = word === null || word === "" ? -1 : raw.indexOf(word);
  if (word === null || at === -1) return <code className={classes.raw}>{raw}</code>;
  return (
    <code className={classes.raw}>
      {raw.slice(0, at)}
      <mark className={classes.word}>{word}</mark>
      {raw.slice(at + word.length)}
    </code>
  );
}
