import { flue, flueHook, flueLive } from '../../backends/flue/subject.ts'
import { attacks } from '../../backends/scenarios/attacks.ts'
import { defineScenarios } from '../../backends/stage/defineScenarios.ts'

defineScenarios(flue, 'C7')
defineScenarios(flue, 'C7', attacks)
defineScenarios(flueHook, 'C7')
defineScenarios(flueLive, 'FL5')
