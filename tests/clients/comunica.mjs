// Comunica's jobs.

import { QueryEngine } from '@comunica/query-sparql'

const engine = new QueryEngine()
const sources = [{ type: 'sparql', value: query }]
const context = { sources }
const writing = {
  sources: [{ type: 'sparql', value: query }],
  destination: { type: 'sparql', value: update },
  ...(token && { httpAuth: `anybody:${token}` }),
}
const rows = async (text, options = context) =>
  (await engine.queryBindings(text, options)).toArray()

await run({
  select: async () => {
    const [row] = await rows(CHINESE_NAME)
    assert.equal(row.get('name').value, '国际竹藤组织')
    assert.equal(row.get('name').language, 'zh')
  },
  'select with Chinese in the query': async () => {
    assert.equal((await rows(BY_CHINESE_NAME))[0].get('s').value, `${EX}inbar`)
  },
  'select by GET': async () => {
    const found = await rows(CHINESE_NAME, { ...context, httpMethod: 'GET', sparqlGet: true })
    assert.equal(found[0].get('name').value, '国际竹藤组织')
  },
  ask: async () => {
    assert.equal(await engine.queryBoolean(ask('Organization'), context), true)
    assert.equal(await engine.queryBoolean(ask('Nothing'), context), false)
  },
  construct: async () => {
    const quads = await (await engine.queryQuads(CONSTRUCT_LABELS, context)).toArray()
    assert.equal(quads.length, LABELS)
  },
  describe: async () => {
    const quads = await (await engine.queryQuads(DESCRIBE_IT, context)).toArray()
    assert.equal(quads.length, 3)
  },
  'a large result': async () => {
    assert.equal((await rows(ALL_NUMBERS)).length, NUMBERS)
  },
  'recognize the endpoint by its address alone': async () => {
    const found = await rows(CHINESE_NAME, { sources: [query] })
    assert.equal(found[0].get('name').value, '国际竹藤组织')
  },
  'join the endpoint with a document': async () => {
    const text = PREFIXES + 'SELECT ?l { ?s ex:marked true ; rdfs:label ?l }'
    const document = `@prefix ex: <${EX}> . ex:inbar ex:marked true .`
    const mediaType = 'text/turtle'
    const local = { type: 'serialized', value: document, mediaType, baseIRI: EX }
    const found = await rows(text, { sources: [sources[0], local] })
    assert.equal(found.length, 2)
  },
  'aggregate and page': async () => {
    const text = PREFIXES + 'SELECT (SUM(?n) AS ?sum) { ?s ex:value ?n FILTER(?n < 100) }'
    assert.equal((await rows(text))[0].get('sum').value, '4950')
    assert.equal((await rows(ALL_NUMBERS + ' ORDER BY ?n OFFSET 10 LIMIT 5')).length, 5)
  },
  update: async () => {
    const data = "GRAPH ex:comunica { ex:a rdfs:label '竹'@zh }"
    await engine.queryVoid(PREFIXES + `INSERT DATA { ${data} }`, writing)
    await engine.invalidateHttpCache()
    assert.equal(await engine.queryBoolean(PREFIXES + `ASK { ${data} }`, context), true)
    await engine.queryVoid(PREFIXES + `DELETE DATA { ${data} }`, writing)
    await engine.invalidateHttpCache()
    assert.equal(await engine.queryBoolean(PREFIXES + `ASK { ${data} }`, context), false)
  },
  'a result in every format': async () => {
    for (const form of ['application/sparql-results+json', 'text/csv', 'table']) {
      const result = await engine.query(CHINESE_NAME, context)
      const { data } = await engine.resultToString(result, form)
      let text = ''
      for await (const piece of data) text += piece
      assert.match(text, /国际竹藤组织/)
    }
  },
  'an error is told': async () => {
    const unknown = 'SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }'
    await assert.rejects(async () => rows(unknown, context))
  },
})
