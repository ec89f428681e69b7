/** The part of fhirpath that tests use, with `unknown` where its own types have `any`. */
declare module 'fhirpath' {
  interface Model {
    readonly version: string;
  }
  type Evaluate = (part: unknown, variables: Readonly<Record<string, unknown>>) => unknown[];
  const fhirpath: {
    readonly compile: (
      path: { readonly base: string; readonly expression: string },
      model: Model,
      options: { readonly traceFn: () => void },
    ) => Evaluate;
  };
  export default fhirpath;
  export type { Model };
}

declare module 'fhirpath/fhir-context/r4' {
  import type { Model } from 'fhirpath';

  const r4: Model;
  export default r4;
}
