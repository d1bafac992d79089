import { implement } from 'busbar'
import { CatalogItem, Material } from '../contract/material.ts'

export const materials = implement(
  Material,
  {
    async publish(ctx, { description, listPrice }) {
      const { id, name, baseUnit, gtin, netWeight } = ctx.record
      await ctx.call(CatalogItem.create, {
        id,
        material: id,
        name,
        description,
        unit: baseUnit,
        ...(gtin !== undefined && { gtin }),
        ...(netWeight !== undefined && { netWeight }),
        ...(listPrice !== undefined && { listPrice }),
      })
    },
  },
  { reaches: 'nothing' },
)
