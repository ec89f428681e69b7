/** Whether a text may be the id of a resource (FHIR R4 §2.24.0.1, `id`). No resource has another one. */
export const isResourceId = (text: string): boolean => /^[A-Za-z0-9.-]{1,64}$/.test(text);
