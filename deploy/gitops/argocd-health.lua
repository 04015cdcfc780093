-- For Argo CD's argocd-cm: resource.customizations.health.robusttransfer.io_RobustTransferExperiment
local condition = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, c in ipairs(obj.status.conditions) do
    condition[c.type] = c
  end
end
local ready = condition.Ready
if ready == nil or ready.observedGeneration ~= obj.metadata.generation then
  return {status = "Progressing", message = "the operator has not seen it yet"}
end
local status = "Progressing"
if ready.status == "True" then
  status = "Healthy"
elseif condition.Stalled ~= nil and condition.Stalled.status == "True" then
  status = "Degraded"
elseif ready.reason == "Suspended" then
  status = "Suspended"
end
return {status = status, message = ready.reason .. ": " .. ready.message}
