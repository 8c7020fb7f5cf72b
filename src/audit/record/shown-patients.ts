const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_DEPTH = 12;

/** How to recognise a patient in an answer. */
export interface PatientShape {
  /** The model whose own id is the patient's. */
  entity: string;
  /** The key, and path parameter, that names one patient. */
  key: string;
  /** Keys that hold a patient's id. */
  keys: ReadonlySet<string>;
  /** Keys that hold a patient as an object (or a list of them). */
  objects: ReadonlySet<string>;
}

/** `Patient` is recognised as `patientId`, `patientIds`, `patient: { id }` and `patients: [{ id }]`. */
export function patientShape(model: string): PatientShape {
  const name = model.charAt(0).toLowerCase() + model.slice(1);
  return {
    entity: model,
    key: `${name}Id`,
    keys: new Set([`${name}Id`, `${name}Ids`]),
    objects: new Set([name, `${name}s`]),
  };
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Every patient named anywhere in an answer, each once, sorted. */
export function shownPatients(answer: unknown, entity: string, shape: PatientShape): string[] {
  const found = new Set<string>();
  visit(answer, entity === shape.entity, 0);
  return [...found].sort();

  function visit(value: unknown, isPatient: boolean, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item, isPatient, depth + 1);
      return;
    }
    if (value instanceof Date) return;
    for (const key in value) {
      const item = (value as Record<string, unknown>)[key];
      if (typeof item === 'string') {
        if (((isPatient && key === 'id') || shape.keys.has(key)) && UUID.test(item)) found.add(item.toLowerCase());
      } else if (typeof item === 'object' && item !== null) {
        if (shape.keys.has(key) && Array.isArray(item)) addIds(item);
        else visit(item, shape.objects.has(key) || (isPatient && key === 'items'), depth + 1);
      }
    }
  }

  function addIds(ids: readonly unknown[]): void {
    for (const id of ids) if (typeof id === 'string' && UUID.test(id)) found.add(id.toLowerCase());
  }
}
