import type { Site, Source } from './site.ts';

export interface Sender {
  readonly application?: string | undefined;
  readonly facility?: string | undefined;
}

/** The first source, in the order of the site file, whose sender matches MSH-3 and MSH-4. */
export const findSource = (site: Site, sender: Sender): Source | undefined =>
  site.sources.find(
    (source) =>
      matches(source.sender.application, sender.application) &&
      matches(source.sender.facility, sender.facility),
  );

const matches = (wanted: string | undefined, sent: string | undefined): boolean =>
  wanted === undefined || wanted === sent;
