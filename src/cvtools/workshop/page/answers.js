// What is typed, kept in this browser item by item, so that neither a reload nor a second tab loses any of it.

const THIS_LOAD = Math.random().toString(36).slice(2) + Date.now().toString(36);

/** The answers under a prefix: records `{ value, typed, version, pending, refused, theirs }` by item. */
export function answersUnder(prefix) {
  const memory = new Map();
  let seq = 0;
  let keeps = true;
  try {
    localStorage.setItem(`${prefix}?`, "1");
    localStorage.removeItem(`${prefix}?`);
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i);
      if (name.startsWith(prefix)) memory.set(name.slice(prefix.length), JSON.parse(localStorage.getItem(name)));
    }
  } catch {
    keeps = false;
  }

  function get(item) {
    return memory.get(item) ?? { value: null, version: 0 };
  }

  function put(item, record) {
    memory.set(item, record);
    try {
      localStorage.setItem(prefix + item, JSON.stringify(record));
    } catch {
      keeps = false;
    }
  }

  /** Somebody answered here: it waits to be sent. */
  function answer(item, value, { typed, round }) {
    const { version = 0 } = get(item);
    put(item, { value, typed, version, pending: { client: THIS_LOAD, seq: ++seq, round, base: version } });
  }

  /** What is typed but is no answer (yet): kept as it stands. */
  function draft(item, typed, refused) {
    put(item, { ...get(item), typed, refused });
  }

  function waiting() {
    const found = [...memory].filter(([, record]) => record?.pending);
    return found.map(([item, { value, pending }]) => ({ item, value, ...pending }));
  }

  function same({ pending }, told) {
    return pending && pending.client === told.client && pending.seq === told.seq;
  }

  /** What the server said of what was sent. */
  function settle({ saved, refused, overtaken }) {
    for (const told of saved) {
      const record = get(told.item);
      put(told.item, { ...record, version: Math.max(record.version ?? 0, told.version), pending: same(record, told) ? null : record.pending });
    }
    for (const told of refused) {
      const record = get(told.item);
      if (same(record, told)) put(told.item, { ...record, pending: null, refused: told.why });
    }
    for (const told of overtaken) {
      const record = get(told.item);
      if (same(record, told)) put(told.item, { value: told.value, version: told.version, pending: null, mine: record.value });
    }
    return overtaken.length > 0 || refused.length > 0;
  }

  /** What another device of the same person wrote; what waits here goes before it. */
  function adopt(theirs) {
    let changed = false;
    for (const [item, { value, version }] of Object.entries(theirs)) {
      const record = get(item);
      if (record.pending || version <= (record.version ?? 0)) continue;
      put(item, { value, version, pending: null });
      changed = true;
    }
    return changed;
  }

  /** Another tab of this browser wrote. */
  function reread(name, text) {
    if (!name?.startsWith(prefix) || text === null) return false;
    memory.set(name.slice(prefix.length), JSON.parse(text));
    return true;
  }

  return { get, put, answer, draft, waiting, settle, adopt, reread, items: () => [...memory.keys()], keeps: () => keeps };
}
