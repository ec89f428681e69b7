/** A person who did something. */
export interface Doer {
  /** The subject of the ID token, or a name that was given at the command line. The record has it always. */
  readonly by: string;
  /** The name of that person, for people; undefined if `by` is one. */
  readonly name?: string | undefined;
}

/** Who did it, for people. */
export const whoDid = ({ by, name }: Doer): string => name ?? by;

/** A person as the record has them: the subject of the ID token, with the name if it has one. */
export const doerOf = ({
  actor: by,
  name,
}: {
  readonly actor: string;
  readonly name?: string | undefined;
}): Doer => ({
  by,
  ...(name === undefined || name === by ? {} : { name }),
});
