// What stands before the jobs of each client: the endpoint, from the arguments, and the questions.
// Both are run together from standard input, in a folder that has node_modules.

import assert from 'node:assert/strict'

const [query, update, graphs, token] = process.argv.slice(2)
const authorization = token ? { authorization: `Bearer ${token}` } : {}

const PREFIXES =
  'PREFIX ex: <http://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> '
const EX = 'http://example.org/'
const NUMBERS = 20000
const LABELS = 6
const CHINESE_NAME =
  PREFIXES + "SELECT ?name { ex:inbar rdfs:label ?name FILTER(LANG(?name) = 'zh') }"
const BY_CHINESE_NAME = PREFIXES + "SELECT ?s { ?s rdfs:label '国际竹藤组织'@zh }"
const ALL_NUMBERS = PREFIXES + 'SELECT ?s ?n { ?s ex:value ?n }'
const CONSTRUCT_LABELS =
  PREFIXES + 'CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:label ?l }'
const DESCRIBE_IT = PREFIXES + 'DESCRIBE ex:inbar'
const ask = (name) => PREFIXES + `ASK { ex:inbar a ex:${name} }`

// Does the jobs one after another, and prints what became of each as a line of JSON.
async function run(jobs) {
  for (const [name, job] of Object.entries(jobs)) {
    try {
      await job()
      console.log(JSON.stringify({ name }))
    } catch (error) {
      console.log(JSON.stringify({ name, error: error.stack ?? String(error) }))
    }
  }
}
